"""The bi-temporal graph in Neo4j: the engine's rows set apart, and beside them the live graph that people look at."""

from app.adapters.neo4j_graph.builds import CurrentNeo4jGraph
from app.adapters.neo4j_graph.chronicle import Neo4jChronicle
from app.adapters.neo4j_graph.database import Neo4jDatabase, checked_address
from app.adapters.neo4j_graph.store import Neo4jGraph

__all__ = ["CurrentNeo4jGraph", "Neo4jChronicle", "Neo4jDatabase", "Neo4jGraph", "checked_address"]
