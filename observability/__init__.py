"""What watches the product from outside: rules for Prometheus (``rules.yml``), and dashboards for Grafana, which
``python -m observability`` writes."""
