//! The database: tables, migrations and queries, on SQLite and PostgreSQL.
