"""
Alembic asks this file how to run a migration: on the connection it is given, inside its transaction.
"""

from alembic import context

from cds.journal.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
