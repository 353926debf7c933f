use rusqlite::{Connection, ErrorCode};

use super::{DiskImage, IoKind, SimDisk};

const FULL: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
const NORMAL: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;";

fn opened(disk: &SimDisk, pragmas: &str) -> Connection {
    let connection = disk.open("a.db").unwrap();
    connection.execute_batch(pragmas).unwrap();
    connection
}

fn with_table(disk: &SimDisk, pragmas: &str) -> Connection {
    let connection = opened(disk, pragmas);
    connection.execute_batch("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v BLOB NOT NULL) STRICT").unwrap();
    connection
}

fn insert(connection: &Connection, id: i64) -> rusqlite::Result<usize> {
    connection.execute("INSERT INTO t (id, v) VALUES (?1, randomblob(900))", [id])
}

fn ids(connection: &Connection) -> Vec<i64> {
    let mut statement = connection.prepare("SELECT id FROM t ORDER BY id").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn assert_sound(connection: &Connection) {
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}

fn code(failure: &rusqlite::Error) -> ErrorCode {
    failure.sqlite_error_code().unwrap()
}

/// Commits until the planned cut strikes, starts the machine again, and says (acknowledged, found).
fn commits_around_a_cut(disk: &SimDisk, pragmas: &str) -> (Vec<i64>, Vec<i64>) {
    let connection = with_table(disk, pragmas);
    disk.cut_power_at_write(40);
    let acknowledged: Vec<i64> = (1..200).take_while(|id| insert(&connection, *id).is_ok()).collect();
    assert!(!disk.is_powered());
    drop(connection);
    disk.restart();
    // With NORMAL the table itself may be lost.
    let connection = with_table(disk, pragmas);
    assert_sound(&connection);
    (acknowledged, ids(&connection))
}

#[test]
fn a_commit_in_wal_mode_survives_a_power_cut_and_an_open_transaction_does_not() {
    let disk = SimDisk::new("phone", 1).unwrap();
    let connection = with_table(&disk, FULL);
    insert(&connection, 1).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    insert(&connection, 2).unwrap();
    disk.power_cut();
    assert!(connection.execute_batch("COMMIT").is_err());
    drop(connection);
    assert_eq!(code(&disk.open("a.db").unwrap_err()), ErrorCode::CannotOpen);
    disk.restart();
    assert_eq!(ids(&opened(&disk, FULL)), [1]);
}

#[test]
fn full_never_loses_a_commit_and_normal_sometimes_does() {
    let mut lost = 0;
    for seed in 0..200 {
        let (acknowledged, found) = commits_around_a_cut(&SimDisk::new("full", seed).unwrap(), FULL);
        assert!(found.starts_with(&acknowledged), "seed {seed}: {acknowledged:?} became {found:?}");
        assert!(found.len() <= acknowledged.len() + 1, "seed {seed}: found more than was ever written");

        let (acknowledged, found) = commits_around_a_cut(&SimDisk::new("normal", seed).unwrap(), NORMAL);
        let written: Vec<i64> = (1..=acknowledged.len() as i64 + 1).collect();
        assert!(written.starts_with(&found), "seed {seed}: NORMAL must lose from the end only");
        lost += acknowledged.len().saturating_sub(found.len());
    }
    assert!(lost > 100, "NORMAL lost only {lost} commits: the disk is too kind");
}

#[test]
fn torn_writes_never_corrupt_whichever_write_or_sync_the_cut_strikes() {
    for nth in 1..120 {
        for at_sync in [false, true] {
            let disk = SimDisk::new("torn", nth).unwrap();
            if at_sync {
                disk.cut_power_at_sync(nth % 25 + 1)
            } else {
                disk.cut_power_at_write(nth)
            }
            let mut acknowledged = Vec::new();
            // The cut may strike while the database is made, or in the checkpoint of the closing.
            let outcome = (|| -> rusqlite::Result<()> {
                let connection = disk.open("a.db")?;
                connection.execute_batch(FULL)?;
                connection
                    .execute_batch("PRAGMA wal_autocheckpoint=8; CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB)")?;
                for id in 1..30 {
                    insert(&connection, id)?;
                    acknowledged.push(id);
                }
                Ok(())
            })();
            disk.power_cut();
            disk.restart();
            let connection = with_table(&disk, FULL);
            assert_sound(&connection);
            let found = ids(&connection);
            assert!(found.starts_with(&acknowledged), "cut {nth}, {outcome:?}: {acknowledged:?} became {found:?}");
        }
    }
}

#[test]
fn a_rollback_journal_survives_torn_writes_too() {
    for nth in 1..120 {
        let disk = SimDisk::new("journal", nth).unwrap();
        drop(with_table(&disk, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA"));
        disk.cut_power_at_write(nth);
        let connection = opened(&disk, "PRAGMA synchronous=EXTRA");
        let acknowledged: Vec<i64> = (1..30).take_while(|id| insert(&connection, *id).is_ok()).collect();
        drop(connection);
        disk.power_cut();
        disk.restart();
        let connection = with_table(&disk, "PRAGMA synchronous=EXTRA");
        assert_sound(&connection);
        // The trait does not hand over that SQLite wants this deletion synced, so the last commit may come undone.
        let found = ids(&connection);
        assert!(found.len() + 1 >= acknowledged.len(), "cut {nth}: {acknowledged:?} became {found:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_disk_and_another_seed_another() {
    let outcome = |seed| {
        let disk = SimDisk::new("same", seed).unwrap();
        let (acknowledged, found) = commits_around_a_cut(&disk, NORMAL);
        (acknowledged, found, disk.io())
    };
    assert_eq!(outcome(7), outcome(7));
    assert!((0..20).any(|seed| outcome(seed).1 != outcome(7).1));
}

#[test]
fn a_snapshot_brings_everything_back_and_kills_what_was_open() {
    let disk = SimDisk::new("server", 1).unwrap();
    let connection = with_table(&disk, FULL);
    insert(&connection, 1).unwrap();
    let backup = disk.snapshot();
    insert(&connection, 2).unwrap();

    disk.restore(&backup);
    assert!(insert(&connection, 3).is_err());
    assert_eq!(ids(&opened(&disk, FULL)), [1]);
    assert!(insert(&connection, 3).is_err(), "a connection from before the restore never works again");

    let twin = SimDisk::from_image("twin", 2, &backup).unwrap();
    let on_twin = opened(&twin, FULL);
    insert(&on_twin, 9).unwrap();
    assert_eq!(ids(&on_twin), [1, 9]);
    assert_eq!(ids(&opened(&disk, FULL)), [1]);
}

#[test]
fn a_full_disk_says_so_and_the_database_goes_on_when_there_is_space_again() {
    let disk = SimDisk::new("full", 1).unwrap();
    let connection = with_table(&disk, FULL);
    disk.fill_after(20_000);
    let acknowledged: Vec<i64> = (1..100).take_while(|id| insert(&connection, *id).is_ok()).collect();
    let failure = insert(&connection, 100).unwrap_err();
    assert_eq!(code(&failure), ErrorCode::DiskFull);
    assert_eq!(ids(&connection), acknowledged);
    disk.make_space();
    insert(&connection, 100).unwrap();
    assert_sound(&connection);
    assert_eq!(ids(&connection).len(), acknowledged.len() + 1);
}

#[test]
fn two_connections_see_each_others_commits_and_exclude_each_other() {
    let disk = SimDisk::new("two", 1).unwrap();
    let one = with_table(&disk, FULL);
    let two = opened(&disk, FULL);
    two.busy_timeout(std::time::Duration::ZERO).unwrap();
    insert(&one, 1).unwrap();
    assert_eq!(ids(&two), [1]);
    insert(&two, 2).unwrap();
    assert_eq!(ids(&one), [1, 2]);

    one.execute_batch("BEGIN IMMEDIATE").unwrap();
    insert(&one, 3).unwrap();
    assert_eq!(code(&insert(&two, 4).unwrap_err()), ErrorCode::DatabaseBusy);
    assert_eq!(ids(&two), [1, 2], "a reader goes on beside a writer");
    one.execute_batch("COMMIT").unwrap();
    insert(&two, 4).unwrap();
    assert_eq!(ids(&one), [1, 2, 3, 4]);

    // Without WAL the five levels of the file lock are all there is.
    let mode: String = {
        drop(one);
        two.query_row("PRAGMA journal_mode=DELETE", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(mode, "delete");
    let three = disk.open("a.db").unwrap();
    three.busy_timeout(std::time::Duration::ZERO).unwrap();
    two.execute_batch("BEGIN EXCLUSIVE").unwrap();
    assert_eq!(
        code(&three.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap_err()),
        ErrorCode::DatabaseBusy
    );
    two.execute_batch("COMMIT").unwrap();
    assert_eq!(ids(&three).len(), 4);
}

#[test]
fn threads_share_a_database() {
    let disk = SimDisk::new("threads", 1).unwrap();
    drop(with_table(&disk, FULL));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let disk = disk.clone();
            scope.spawn(move || {
                let connection = opened(&disk, FULL);
                connection.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
                for id in 0..50 {
                    insert(&connection, thread * 1000 + id).unwrap();
                }
            });
        }
    });
    let connection = opened(&disk, FULL);
    assert_sound(&connection);
    assert_eq!(ids(&connection).len(), 200);
}

#[test]
fn a_killed_process_leaves_every_write_behind() {
    let disk = SimDisk::new("killed", 1).unwrap();
    let connection = with_table(&disk, NORMAL);
    insert(&connection, 1).unwrap();
    disk.kill_process();
    assert!(insert(&connection, 2).is_err());
    assert_eq!(ids(&opened(&disk, NORMAL)), [1]);
}

#[test]
fn an_input_output_error_fails_the_commit_and_only_that() {
    let disk = SimDisk::new("errors", 1).unwrap();
    let connection = with_table(&disk, FULL);
    disk.fail_io(IoKind::Sync, 2, 1);
    insert(&connection, 1).unwrap();
    assert_eq!(code(&insert(&connection, 2).unwrap_err()), ErrorCode::SystemIoFailure);
    insert(&connection, 3).unwrap();
    assert_eq!(ids(&connection), [1, 3]);
    assert_sound(&connection);
}

#[test]
fn a_read_only_disk_is_read_and_not_written() {
    let disk = SimDisk::new("locked", 1).unwrap();
    let writer = with_table(&disk, FULL);
    insert(&writer, 1).unwrap();
    disk.set_read_only(true);
    let connection = disk.open("a.db").unwrap();
    assert_eq!(ids(&connection), [1]);
    assert_eq!(code(&insert(&connection, 2).unwrap_err()), ErrorCode::ReadOnly);
    assert_eq!(code(&insert(&writer, 2).unwrap_err()), ErrorCode::SystemIoFailure);
    disk.set_read_only(false);
    insert(&opened(&disk, FULL), 2).unwrap();
    assert_eq!(ids(&opened(&disk, FULL)), [1, 2]);
}

#[test]
fn a_key_encrypts_and_the_wrong_key_is_refused() {
    let key = "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";";
    let wrong = format!("PRAGMA cipher_log_level = NONE; {}", key.replace("2DD2", "2DD3"));
    let disk = SimDisk::new("secret", 1).unwrap();
    let connection = opened(&disk, key);
    connection.execute_batch(FULL).unwrap();
    connection.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB)").unwrap();
    let version: String = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).unwrap();
    assert!(!version.is_empty());
    insert(&connection, 1).unwrap();
    disk.power_cut();
    disk.restart();
    assert_eq!(ids(&opened(&disk, key)), [1]);
    assert!(!disk.read_file("a.db").unwrap().starts_with(b"SQLite format 3"));
    let failure = disk.open("a.db").unwrap().execute_batch(&format!("{wrong} SELECT count(*) FROM t")).unwrap_err();
    assert_eq!(code(&failure), ErrorCode::NotADatabase);
}

#[test]
fn files_can_be_damaged_and_put_aside() {
    let disk = SimDisk::new("damaged", 1).unwrap();
    drop(with_table(&disk, FULL));
    assert_eq!(disk.file_names(), ["a.db"]);
    disk.write_file("a.db", &[7; 8192]);
    assert_eq!(
        code(&disk.open("a.db").unwrap().execute_batch("SELECT * FROM t").unwrap_err()),
        ErrorCode::NotADatabase
    );
    assert!(disk.rename_file("a.db", "a.db.damaged"));
    assert_eq!(ids(&with_table(&disk, FULL)), [] as [i64; 0]);
    assert_eq!(disk.read_file("a.db.damaged").unwrap().len(), 8192);
    let copy = SimDisk::from_image("copy", 1, &disk.snapshot()).unwrap();
    assert_eq!(copy.snapshot(), disk.snapshot());
    assert_eq!(copy.used_bytes(), disk.snapshot().files.values().map(|file| file.len() as u64).sum::<u64>());
    assert_eq!(SimDisk::new("empty", 1).unwrap().snapshot(), DiskImage::default());
}

#[test]
fn it_is_fast_enough_for_a_simulator() {
    let disk = SimDisk::new("fast", 1).unwrap();
    drop(with_table(&disk, FULL));
    let writes_before = disk.io().writes;
    for id in 1..=1000 {
        insert(&opened(&disk, FULL), id).unwrap();
    }
    assert_eq!(ids(&opened(&disk, FULL)).len(), 1000);
    assert!(disk.io().writes - writes_before < 20_000, "the cost of a commit is a few writes");
}
