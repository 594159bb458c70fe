"""Full-text search in OpenSearch, with nothing that Elasticsearch 8 and 9 do not understand as well."""

from app.adapters.opensearch.index import OpenSearchIndex

__all__ = ["OpenSearchIndex"]
