"""How the library in ``assets/gl-twgl.js`` was built: ``python -m prebuilt`` builds it again."""
