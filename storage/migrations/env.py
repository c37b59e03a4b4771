"""What Alembic runs: on the connection, and in the transaction, that `storage.migrate` opened."""

from alembic import context

from storage.alert_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite can't change most of a column in place
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
