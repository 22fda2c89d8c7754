"""
Alembic migrations of the store; run by `cds.journal.schema`.
"""
