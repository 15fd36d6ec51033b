//! How often all keys of an environment were answered about, kept beside what each of them was.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer as int, string};
use sea_orm_migration::sea_orm::DbBackend;

use super::parts::{index, reference, table};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const BACK_FILL: &str = r"
INSERT INTO environment_usage (environment_id, hour, outcome, count)
SELECT keys.environment_id, key_usage.hour, key_usage.outcome, CAST(SUM(key_usage.count) AS bigint)
FROM key_usage JOIN keys ON keys.id = key_usage.key_id
GROUP BY keys.environment_id, key_usage.hour, key_usage.outcome;
";

/// Triggers keep the sums, so that they are those of the rows after an older binary wrote, too.
const SQLITE: &str = r"
CREATE TRIGGER tr_key_usage_inserted AFTER INSERT ON key_usage BEGIN
    INSERT INTO environment_usage (environment_id, hour, outcome, count)
    SELECT environment_id, new.hour, new.outcome, new.count FROM keys WHERE id = new.key_id
    ON CONFLICT (environment_id, hour, outcome) DO UPDATE SET count = environment_usage.count + excluded.count;
END;
CREATE TRIGGER tr_key_usage_counted AFTER UPDATE OF count ON key_usage BEGIN
    UPDATE environment_usage SET count = count + new.count - old.count
    WHERE environment_id = (SELECT environment_id FROM keys WHERE id = new.key_id)
        AND hour = new.hour AND outcome = new.outcome;
END;
CREATE TRIGGER tr_key_usage_deleted AFTER DELETE ON key_usage BEGIN
    UPDATE environment_usage SET count = count - old.count
    WHERE environment_id = (SELECT environment_id FROM keys WHERE id = old.key_id)
        AND hour = old.hour AND outcome = old.outcome;
    DELETE FROM environment_usage
    WHERE environment_id = (SELECT environment_id FROM keys WHERE id = old.key_id)
        AND hour = old.hour AND outcome = old.outcome AND count <= 0;
END;
";

/// The same by the statement. All who write add to the same sums in between other rows, each in its own order: they go one after the
/// other, or two could each hold what the other one waits for. The lock is "keyusage" in ASCII.
const POSTGRES: &str = r"
CREATE FUNCTION key_usage_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(7738725080059963237);
    RETURN NULL;
END $$;
CREATE FUNCTION key_usage_inserted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO environment_usage AS sums (environment_id, hour, outcome, count)
    SELECT keys.environment_id, after.hour, after.outcome, CAST(SUM(after.count) AS bigint)
    FROM after JOIN keys ON keys.id = after.key_id
    GROUP BY keys.environment_id, after.hour, after.outcome
    ON CONFLICT (environment_id, hour, outcome) DO UPDATE SET count = sums.count + excluded.count;
    RETURN NULL;
END $$;
CREATE FUNCTION key_usage_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE environment_usage sums SET count = sums.count + changed.count
    FROM (
        SELECT keys.environment_id, after.hour, after.outcome, CAST(SUM(after.count - before.count) AS bigint) AS count
        FROM after JOIN before USING (key_id, hour, outcome) JOIN keys ON keys.id = after.key_id
        GROUP BY keys.environment_id, after.hour, after.outcome
    ) changed
    WHERE sums.environment_id = changed.environment_id AND sums.hour = changed.hour AND sums.outcome = changed.outcome;
    RETURN NULL;
END $$;
CREATE FUNCTION key_usage_deleted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE environment_usage sums SET count = sums.count - gone.count
    FROM (
        SELECT keys.environment_id, before.hour, before.outcome, CAST(SUM(before.count) AS bigint) AS count
        FROM before JOIN keys ON keys.id = before.key_id
        GROUP BY keys.environment_id, before.hour, before.outcome
    ) gone
    WHERE sums.environment_id = gone.environment_id AND sums.hour = gone.hour AND sums.outcome = gone.outcome;
    DELETE FROM environment_usage sums
    USING (
        SELECT DISTINCT keys.environment_id, before.hour, before.outcome FROM before JOIN keys ON keys.id = before.key_id
    ) gone
    WHERE sums.environment_id = gone.environment_id AND sums.hour = gone.hour AND sums.outcome = gone.outcome
        AND sums.count <= 0;
    RETURN NULL;
END $$;
CREATE TRIGGER tr_key_usage_in_turn BEFORE INSERT OR UPDATE OR DELETE ON key_usage
    FOR EACH STATEMENT EXECUTE FUNCTION key_usage_in_turn();
CREATE TRIGGER tr_key_usage_inserted AFTER INSERT ON key_usage REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION key_usage_inserted();
CREATE TRIGGER tr_key_usage_counted AFTER UPDATE ON key_usage REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION key_usage_counted();
CREATE TRIGGER tr_key_usage_deleted AFTER DELETE ON key_usage REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION key_usage_deleted();
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sums = table("environment_usage")
            .col(int("environment_id"))
            .col(int("hour"))
            .col(string("outcome"))
            .col(int("count"))
            .primary_key(Index::create().col("environment_id").col("hour").col("outcome"))
            .foreign_key(&mut reference("environment_id", "environments"))
            .take();
        manager.create_table(sums).await?;
        manager.create_index(index("ix_unknown_usage_hour", "unknown_usage", &["hour"])).await?;
        let triggers = match manager.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        let connection = manager.get_connection();
        // An instance that writes meanwhile waits, or what it adds would be in no sum.
        if manager.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("LOCK TABLE key_usage IN SHARE ROW EXCLUSIVE MODE").await?;
        }
        connection.execute_unprepared(BACK_FILL).await?;
        connection.execute_unprepared(triggers).await.map(drop)
    }
}
