//! The doctor: looks at the local store, says what is wrong and how to mend it.

use crate::{App, AppError, commit, set_aside::SEALED_KEY_FILE, user::EnrolledUser};
use onsite_domain::{Subject, Text, id::Hash};
use onsite_store::{Connection, blob, derived, ground};
use onsite_wire::{
    CertificateChain, Message as _,
    push::{CHAIN_START, chain_next},
};
use serde::Serialize;
use std::path::Path;
use utoipa::ToSchema;

/// One thing the doctor looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Check {
    /// A code.
    pub name: &'static str,
    pub is_sound: bool,
    /// What was found.
    pub says: Text,
    /// How to mend it; empty where it is sound.
    pub mend: Text,
}

/// Everything the doctor found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Diagnosis {
    pub is_sound: bool,
    pub checks: Vec<Check>,
    /// Worth knowing, nothing to mend.
    pub notes: Vec<Text>,
}

/// How a finding is mended, in both languages.
type Mend = (&'static str, &'static str);

const MEND_FILE: Mend = (
    "文件已损坏。请执行 `onsite recover --afresh`：它会被移开，服务器重新发来全部内容，再执行 `onsite recover` 取回未发送的内容。",
    "The file is damaged. Run `onsite recover --afresh`: it is set aside, the server sends everything back, and `onsite \
     recover` then brings over what was not sent.",
);
const MEND_VIEWS: Mend = (
    "请执行 `onsite doctor --mend`：读取数据将由已记录的历史重新生成。",
    "Run `onsite doctor --mend`: it makes the read models anew from the recorded history.",
);
const MEND_DOCUMENT: Mend = (
    "请先用 `onsite export` 导出未发送的内容并同步，然后执行 `onsite recover --afresh`：损坏的文档会重新取得，再执行 `onsite recover`。",
    "Save unsent work with `onsite export` and sync, then run `onsite recover --afresh`: the damaged document is fetched anew; \
     then run `onsite recover`.",
);
const MEND_OUTBOX: Mend = (
    "请用 `onsite export` 导出未发送的内容，把文件交给公司导入。在此之前不要删除数据目录。",
    "Save what is unsent with `onsite export` and give the file to the office: it is imported there. Do not delete this folder \
     before.",
);
const MEND_BLOB: Mend = (
    "本机上有照片已损坏。如尚未送达服务器，请重新拍摄。",
    "A picture is damaged on this disk. Take it again if it has not reached the server.",
);
const MEND_LOST_KEY: Mend = (
    "请把文件 database.key.sealed 交给公司：`onsite-server unseal-key` 会给出密钥，再用 `onsite recover --key` 放回。若公司没有\
     恢复密钥，可用 `onsite recover --afresh` 移开数据库并重新开始。不要删除数据目录。",
    "Give the file database.key.sealed to the office: `onsite-server unseal-key` says the key, and `onsite recover --key` puts \
     it back. If the company has no recovery key, `onsite recover --afresh` sets the database aside and begins a new one. Do \
     not delete the folder.",
);
const MEND_OLD_STORE: Mend = (
    "请先同步，再执行 `onsite recover`：取回旧数据中未发送的内容。若旧数据用的是另一把密钥，由公司用 `onsite-server unseal-key` \
     打开其中的 database.key.sealed，再用 `onsite recover --key` 填入。不要删除数据目录。",
    "Sync, then run `onsite recover`: it brings over what the old store had not sent. Where the old store has another key, the \
     office opens its database.key.sealed with `onsite-server unseal-key` and `onsite recover --key` takes what it says. Do \
     not delete the folder.",
);
const MEND_KEY: Mend = (
    "本终端的密钥与证书不符。请导出未发送的内容，然后重新注册。",
    "This device's key does not fit its certificate. Export what is unsent and enrol again.",
);

impl Diagnosis {
    /// Of a database whose key is gone, which nothing here can look into.
    pub fn of_lost_key(directory: &Path) -> Self {
        let folder = directory.display();
        let wrong = Text::new(
            format!("密钥存放处没有 {folder} 的密钥"),
            format!("the key of {folder} is not in the key store"),
        );
        let sealed = directory.join(SEALED_KEY_FILE);
        let file = sealed.display();
        let note = match sealed.exists() {
            true => Text::new(format!("封存的密钥在 {file}"), format!("the sealed key lies in {file}")),
            false => Text::new("数据库旁没有封存的密钥", "no sealed key lies beside the database"),
        };
        Self {
            is_sound: false,
            checks: vec![check("database_key", &[wrong], Text::default(), MEND_LOST_KEY)],
            notes: vec![note],
        }
    }
}

impl App {
    /// Looks at everything; reads all of the store, so it takes a while. Nothing is changed.
    pub fn doctor(&mut self) -> Result<Diagnosis, AppError> {
        let mut checks = vec![
            integrity("database", &self.db)?,
            integrity("blobs", &self.blobs)?,
            self.check_documents()?,
            self.check_facts()?,
            self.check_outbox()?,
            self.check_blobs()?,
            self.check_read_models()?,
        ];
        if self.identity.is_some() {
            checks.push(self.check_certificate()?);
        }
        checks.push(self.check_old_stores()?);
        let kept_in = self.key_store_description();
        let kept_in = Text::new(format!("密钥存放：{}", kept_in.zh), format!("keys are kept in: {}", kept_in.en));
        let mut notes = vec![kept_in];
        let counts = self.outbox_counts()?;
        let (units, blobs, refused) = (counts.waiting, counts.blobs_waiting, counts.needs_attention);
        notes.push(Text::new(
            format!("待发送 {units} 项、照片 {blobs} 张，需要处理 {refused} 项"),
            format!("{units} units and {blobs} pictures wait for the server, {refused} need attention"),
        ));
        let kept: u64 = self.db.query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?;
        if kept > 0 {
            notes.push(Text::new(
                format!("隔离区保留了 {kept} 份被拒绝或无法读取的内容"),
                format!("{kept} refused or unreadable pieces are kept in quarantine"),
            ));
        }
        Ok(Diagnosis { is_sound: checks.iter().all(|check| check.is_sound), checks, notes })
    }

    /// What was set aside was recovered from, or is still to be.
    fn check_old_stores(&self) -> Result<Check, AppError> {
        let old = self.old_stores()?;
        let waiting: Vec<Text> = old
            .iter()
            .filter(|old| old.recovered.is_none())
            .map(|old| old.directory.display())
            .map(|folder| Text::new(format!("{folder} 尚未恢复"), format!("{folder} is not recovered from")))
            .collect();
        let count = old.len();
        let sound = Text::new(format!("已移开 {count} 份"), format!("{count} were set aside"));
        Ok(check("old_stores", &waiting, sound, MEND_OLD_STORE))
    }

    /// Makes all read models anew from the recorded history.
    pub fn mend_read_models(&mut self) -> Result<(), AppError> {
        self.transaction(|app, _| Ok(derived::rebuild(&app.db, &mut app.cache)?))?;
        Ok(())
    }

    /// Every document's changes can be read, in order, and lead to the heads that are noted.
    fn check_documents(&self) -> Result<Check, AppError> {
        let subjects: Vec<String> = strings(&self.db, "SELECT subject FROM document ORDER BY subject")?;
        let mut wrong = Vec::new();
        for text in &subjects {
            let Ok(subject) = text.parse::<Subject>() else {
                wrong.push(Text::same(text));
                continue;
            };
            let heads = ground::heads(&self.db, subject)?;
            let is_sound = match ground::load(&self.db, subject) {
                Ok(Some(document)) => {
                    let mut found: Vec<Hash> = document.heads().to_vec();
                    found.sort_unstable();
                    Some(found) == heads
                }
                Ok(None) | Err(_) => false,
            };
            if !is_sound {
                wrong.push(Text::same(text));
            }
        }
        let count = subjects.len();
        let sound = Text::new(format!("{count} 个文档完整"), format!("{count} documents replay to their heads"));
        Ok(check("documents", &wrong, sound, MEND_DOCUMENT))
    }

    fn check_facts(&self) -> Result<Check, AppError> {
        let mut statement = self.db.prepare("SELECT id, hash, bytes FROM fact ORDER BY id")?;
        let mut rows = statement.query([])?;
        let (mut count, mut wrong) = (0_u64, Vec::new());
        while let Some(row) = rows.next()? {
            count = count.saturating_add(1);
            let (id, hash, bytes): (String, [u8; 32], Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if Hash::of(&bytes) != Hash(hash) {
                wrong.push(Text::same(&id));
            }
        }
        let sound = Text::new(format!("{count} 条事实记录完整"), format!("{count} facts have their hashes"));
        Ok(check("facts", &wrong, sound, MEND_DOCUMENT))
    }

    /// The chain of units is whole, and everything that waits is here.
    fn check_outbox(&self) -> Result<Check, AppError> {
        let mut wrong = Vec::new();
        let mut chain = CHAIN_START;
        let mut statement =
            self.db.prepare("SELECT number, hash, chain, state FROM unit WHERE number > 0 ORDER BY number")?;
        let units = statement
            .query_map([], |row| {
                let (number, state): (u64, String) = (row.get(0)?, row.get(3)?);
                Ok((number, Hash(row.get(1)?), row.get::<_, [u8; 16]>(2)?, state))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        // Older units may have been cleared away: the chain is checked from the first that is held.
        if let Some((first, ..)) = units.first() {
            chain = commit::chain_before(&self.db, *first)?;
        }
        let starts_at_one = units.first().is_none_or(|(first, ..)| *first == 1);
        for (place, (number, hash, after, state)) in units.iter().enumerate() {
            let next = chain_next(&chain, hash);
            if next != *after && (place > 0 || starts_at_one) {
                wrong.push(Text::new(format!("第 {number} 项与前项不连续"), format!("unit {number} breaks the chain")));
            }
            chain = *after;
            if state == "waiting" {
                wrong.extend(self.missing_of_unit(*number)?);
            }
        }
        let count = units.len();
        let sound = Text::new(format!("共 {count} 项，连续完整"), format!("{count} units, the chain is whole"));
        Ok(check("outbox", &wrong, sound, MEND_OUTBOX))
    }

    fn missing_of_unit(&self, number: u64) -> Result<Vec<Text>, AppError> {
        let gone = |zh: &str, en: &str, what: &dyn std::fmt::Display| {
            Text::new(format!("第 {number} 项：{zh} {what} 丢失"), format!("unit {number}: {en} {what} is gone"))
        };
        let mut missing = Vec::new();
        for (subject, _, hash) in commit::changes_of_unit(&self.db, number)? {
            if !self.own_changes(subject)?.contains_key(&hash) {
                missing.push(gone("修改", "a change of", &subject));
            }
        }
        for id in commit::facts_of_unit(&self.db, number)? {
            if self.own_fact(id)?.is_none() {
                missing.push(gone("事实记录", "fact", &id));
            }
        }
        let mut statement =
            self.db.prepare_cached("SELECT hash FROM unit_blob WHERE unit = :unit AND state = 'waiting'")?;
        let hashes = statement
            .query_map(rusqlite::named_params! {":unit": number}, |row| row.get::<_, [u8; 32]>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        for hash in hashes {
            if blob::info(&self.blobs, Hash(hash))?.is_none() {
                missing.push(gone("照片", "picture", &Hash(hash)));
            }
        }
        Ok(missing)
    }

    fn check_blobs(&self) -> Result<Check, AppError> {
        let mut statement = self.blobs.prepare("SELECT hash FROM blob ORDER BY hash")?;
        let hashes = statement.query_map([], |row| row.get::<_, [u8; 32]>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut wrong = Vec::new();
        for hash in &hashes {
            if blob::get(&self.blobs, Hash(*hash)).is_err() {
                wrong.push(Text::same(&Hash(*hash).to_string()));
            }
        }
        let count = hashes.len();
        let sound =
            Text::new(format!("{count} 个照片和文件完整"), format!("{count} pictures and files have their hashes"));
        Ok(check("pictures", &wrong, sound, MEND_BLOB))
    }

    /// What screens read is what the history says. The rebuilding is thrown away again.
    fn check_read_models(&mut self) -> Result<Check, AppError> {
        let before = derived::dump(&self.db)?;
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let rebuilt = derived::rebuild(&self.db, &mut self.cache).and_then(|()| derived::dump(&self.db));
        self.db.execute_batch("ROLLBACK")?;
        self.cache.clear();
        let after = match rebuilt {
            Ok(after) => after,
            Err(error) => {
                let wrong =
                    Text::new(format!("无法生成读取数据：{error}"), format!("the read models cannot be made: {error}"));
                return Ok(check("read_models", &[wrong], Text::default(), MEND_DOCUMENT));
            }
        };
        let differing = before.iter().filter(|row| after.binary_search(row).is_err()).count();
        let lacking = after.iter().filter(|row| before.binary_search(row).is_err()).count();
        let wrong: Vec<Text> = match differing.saturating_add(lacking) {
            0 => Vec::new(),
            _ => vec![Text::new(
                format!("{differing} 行有误，缺 {lacking} 行"),
                format!("{differing} rows are wrong and {lacking} are missing"),
            )],
        };
        let count = before.len();
        let sound = Text::new(format!("{count} 行与重新生成的一致"), format!("{count} rows equal a rebuild"));
        Ok(check("read_models", &wrong, sound, MEND_VIEWS))
    }

    fn check_certificate(&self) -> Result<Check, AppError> {
        let trust = self.trust()?;
        let fits = |user: &EnrolledUser| {
            let chain = CertificateChain::from_wire(&user.certificate).ok();
            let certificate = chain.and_then(|chain| trust.certificate(&chain).ok());
            certificate.is_some_and(|held| held.key == self.signing_key.public() && held.user == user.user)
        };
        let unfit = self.identity()?.users().into_iter().filter(|user| !fits(user));
        let wrong = |user: EnrolledUser| {
            Text::new(
                format!("{} 的证书与密钥不成对", user.user),
                format!("the key and the certificate of {} are not a pair", user.user),
            )
        };
        let wrong: Vec<Text> = unfit.map(wrong).collect();
        let sound = Text::new("密钥与公司证书相符", "the key fits the company's certificate");
        Ok(check("certificate", &wrong, sound, MEND_KEY))
    }
}

/// Findings that are shown of each check; the others are counted.
const SHOWN_MAX: usize = 10;

fn check(name: &'static str, wrong: &[Text], sound: Text, mend: Mend) -> Check {
    if wrong.is_empty() {
        return Check { name, is_sound: true, says: sound, mend: Text::default() };
    }
    let more = wrong.len().saturating_sub(SHOWN_MAX);
    let mut shown: Vec<Text> = wrong.iter().take(SHOWN_MAX).cloned().collect();
    if more > 0 {
        shown.push(Text::new(format!("另有 {more} 处"), format!("and {more} more")));
    }
    let joined = |text: fn(&Text) -> &str, by: &str| shown.iter().map(text).collect::<Vec<_>>().join(by);
    let says = Text::new(joined(|text| &text.zh, "；"), joined(|text| &text.en, "; "));
    Check { name, is_sound: false, says, mend: Text::new(mend.0, mend.1) }
}

fn integrity(name: &'static str, connection: &Connection) -> Result<Check, AppError> {
    let mut wrong = strings(connection, "PRAGMA integrity_check")?;
    wrong.retain(|line| line != "ok");
    // Of an encrypted file: every page has the code that its key gives it.
    wrong.extend(strings(connection, "PRAGMA cipher_integrity_check").unwrap_or_default());
    let wrong: Vec<Text> = wrong.iter().map(|line| Text::same(line)).collect();
    Ok(check(name, &wrong, Text::new("文件完好", "the file is sound"), MEND_FILE))
}

fn strings(connection: &Connection, sql: &str) -> Result<Vec<String>, AppError> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
