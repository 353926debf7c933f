//! What a caller may read, as a condition on the `view` table; and pages of it.

use super::super::session::Caller;
use crate::{ServerError, ServerStore};
use data_encoding::BASE64URL_NOPAD;
use onsite_domain::{
    Id, RejectedCode, Subject, Word,
    article::Audience,
    id::Hash,
    reading::{self, Reading},
    record::Record,
    record_kind,
};
use onsite_store::search;
use rusqlite::{ToSql, named_params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

pub(super) const PAGE_ITEMS: u32 = 50;
pub(super) const PAGE_ITEMS_MAX: u32 = 200;

/// A row of `view` that is reached through the orders given to `:organisation`: the order itself
/// (`scope::order_in_contractor_scope`), its visits, what it names, and the organisation's own people.
pub(super) const OF_CONTRACTOR: &str = "CASE view.word
    WHEN 'work_order' THEN view.organisation = :organisation
    WHEN 'user' THEN view.organisation = :organisation
    WHEN 'visit' THEN EXISTS (
        SELECT 1 FROM view AS given
        WHERE given.subject = 'work_order/' || view.work_order
          AND given.organisation = :organisation)
    WHEN 'device' THEN EXISTS (
        SELECT 1 FROM view AS given
        WHERE given.word = 'work_order' AND given.device = substr(view.subject, 8)
          AND +given.organisation = :organisation)
    WHEN 'site' THEN EXISTS (
        SELECT 1 FROM view AS given
        WHERE given.word = 'work_order' AND given.site = substr(view.subject, 6)
          AND +given.organisation = :organisation)
    WHEN 'customer' THEN EXISTS (
        SELECT 1 FROM view AS given
        WHERE given.word = 'work_order' AND given.customer = substr(view.subject, 10)
          AND +given.organisation = :organisation)
    ELSE EXISTS (
        SELECT 1 FROM view AS given
        WHERE given.word = 'work_order' AND given.organisation = :organisation
          AND json_extract(given.body, '$.' || view.word) = substr(view.subject, instr(view.subject, '/') + 1))
    END";

/// The same of one word, so that its index is used.
const OF_VISIT: &str = "EXISTS (
    SELECT 1 FROM view AS given
    WHERE given.subject = 'work_order/' || view.work_order AND given.organisation = :organisation)";
const GIVEN_DEVICE: &str = "EXISTS (
    SELECT 1 FROM view AS given INDEXED BY view_order_given
    WHERE given.word = 'work_order' AND given.device = substr(view.subject, 8) AND given.organisation = :organisation)";
const GIVEN_SITE: &str = "EXISTS (
    SELECT 1 FROM view AS given
    WHERE given.word = 'work_order' AND given.site = substr(view.subject, 6) AND +given.organisation = :organisation)";
const GIVEN_CUSTOMER: &str = "EXISTS (
    SELECT 1 FROM view AS given
    WHERE given.word = 'work_order' AND given.customer = substr(view.subject, 10) AND +given.organisation = :organisation)";

/// Conditions that leave few rows, over an index.
const INDEXED: &[&str] = &[
    "view.work_order =",
    "view.device =",
    "view.device IN",
    "view.serial =",
    "view.number =",
    "view.site =",
    "view.customer =",
    "view.model =",
    "'$.request') =",
    "'$.location') =",
];

/// What lists have in common.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// Where to go on: `next` of the page before.
    pub(super) cursor: Option<String>,
    /// Items on a page, 1 to 200; 50 where missing.
    pub(super) limit: Option<u32>,
}

/// One page of a list.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    /// The cursor of the next page; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

impl<T> Page<T> {
    /// From one row more than fits, if there is one.
    pub(super) fn of(mut items: Vec<T>, limit: u32, key: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| cursor(&key(last)));
        Self { items, next }
    }

    pub(super) fn map<U>(self, made: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(made).collect(), next: self.next }
    }
}

/// A key as a cursor: [`Paging::after`] reads it again.
pub(super) fn cursor(key: &str) -> String {
    BASE64URL_NOPAD.encode(key.as_bytes())
}

impl Paging {
    pub(super) fn limit(&self) -> u32 {
        self.limit.unwrap_or(PAGE_ITEMS).clamp(1, PAGE_ITEMS_MAX)
    }

    /// The key after which the page begins; empty for the first.
    pub(super) fn after(&self) -> Result<String, ServerError> {
        let Some(cursor) = self.cursor.as_deref().filter(|cursor| !cursor.is_empty()) else {
            return Ok(String::new());
        };
        BASE64URL_NOPAD
            .decode(cursor.as_bytes())
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| ServerError::rejected(RejectedCode::WrongShape, "cursor"))
    }

    /// The same of a list by an instant: instant and id of the last one of the page before.
    pub(super) fn after_instant(&self) -> Result<Option<(i64, Id)>, ServerError> {
        let text = self.after()?;
        if text.is_empty() {
            return Ok(None);
        }
        let read = text.split_once(' ').and_then(|(ms, id)| Some((ms.parse().ok()?, id.parse().ok()?)));
        read.map(Some).ok_or_else(|| ServerError::rejected(RejectedCode::WrongShape, "cursor"))
    }
}

impl Caller {
    /// The organisation to which reading a word is limited; `None` reads everything.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] where the roles let the caller read none of it.
    pub(super) fn reach(&self, word: Word) -> Result<Option<Id>, ServerError> {
        match reading::reading(&self.rights.roles, word) {
            Reading::Everything => Ok(None),
            Reading::OfContractor => Ok(Some(self.rights.organisation)),
            Reading::Nothing => Err(ServerError::rejected(RejectedCode::Forbidden, word.as_str())),
        }
    }
}

/// One view, if the caller may read it. Whether something out of reach exists is not said.
pub(super) fn one<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    subject: Subject,
) -> Result<T, ServerError> {
    let text = subject.to_string();
    let found = select(store, caller, subject.word, Over::Best, "view.subject = :subject", &[(":subject", &text)], 1)?;
    let (_, view) =
        found.into_iter().next().ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, subject.word.as_str()))?;
    Ok(view)
}

/// Whether the caller may read a subject.
pub(super) fn may_read(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<bool, ServerError> {
    match one::<Value>(store, caller, subject) {
        Ok(_) => Ok(true),
        Err(ServerError::Rejected(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A condition of a list with the one parameter it names; left out where no value was given, so that what is asked can
/// use the index of what was given.
pub(super) type Filter<'a> = (&'static str, &'static str, Option<&'a dyn ToSql>);

/// Something new since then.
const UPDATED: &str = "EXISTS (SELECT 1 FROM log WHERE log.subject = view.subject AND log.at_ms >= :since_ms)";

/// The same where little is.
const UPDATED_FEW: &str = "view.subject IN (SELECT log.subject FROM log WHERE log.at_ms >= :since_ms)";
/// So many rows of the feed are looked through for what changed, rather than all subjects.
const UPDATES_FEW: u32 = 20_000;

/// The condition for `:since_ms`, by how much happened since then.
pub(super) fn updated(store: &ServerStore, since_ms: Option<i64>) -> Result<&'static str, ServerError> {
    let Some(since_ms) = since_ms else { return Ok(UPDATED) };
    let count: u32 = store
        .db
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM log WHERE at_ms >= :since_ms LIMIT :most)")?
        .query_row(named_params! {":since_ms": since_ms, ":most": UPDATES_FEW}, |row| row.get(0))?;
    Ok(if count < UPDATES_FEW { UPDATED_FEW } else { UPDATED })
}

/// Among what a search found.
pub(super) const FOUND: &str = "view.subject IN (SELECT value FROM json_each(:found))";
/// The best hits of a search that a list goes on with.
const FOUND_MAX: u32 = 500;

/// What a search for words finds, for [`FOUND`]; `None` where no words were given.
pub(super) fn found(store: &ServerStore, word: Word, query: Option<&str>) -> Result<Option<String>, ServerError> {
    let Some(query) = query.filter(|query| !query.trim().is_empty()) else { return Ok(None) };
    let hits = search::find(&store.db, query, Some(word), FOUND_MAX)?;
    let subjects: Vec<String> = hits.into_iter().map(|hit| hit.subject.to_string()).collect();
    Ok(Some(Value::from(subjects).to_string()))
}

/// The value of a filter.
pub(super) fn given<T: ToSql>(value: &Option<T>) -> Option<&dyn ToSql> {
    value.as_ref().map(|value| value as &dyn ToSql)
}

/// The views of a word that fulfil a condition and the filters, and that the caller may read, newest first.
pub(super) fn page<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    paging: &Paging,
    condition: &str,
    filters: &[Filter<'_>],
) -> Result<Page<(Subject, T)>, ServerError> {
    page_over(store, caller, word, paging, Over::Best, condition, filters)
}

/// The same, found another way.
pub(super) fn page_over<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    paging: &Paging,
    over: Over,
    condition: &str,
    filters: &[Filter<'_>],
) -> Result<Page<(Subject, T)>, ServerError> {
    let (after, limit) = (paging.after()?, paging.limit());
    let (mut condition, mut all) = narrowed(condition, filters);
    if !after.is_empty() {
        condition.push_str(" AND view.subject < :after");
        all.push((":after", &after));
    }
    let found = select(store, caller, word, over, &condition, &all, limit.saturating_add(1))?;
    Ok(Page::of(found, limit, |(subject, _)| subject.to_string()))
}

/// By what a list is sorted: a term of SQL that is text and never null, and which end comes first.
#[derive(Clone, Copy)]
pub(super) struct Sort {
    pub(super) term: &'static str,
    pub(super) is_descending: bool,
}

/// Where a sorted page goes on: the last term and the last subject.
const SORTED: char = '\u{1f}';

/// [`page`] in another order.
pub(super) fn sorted_page<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    paging: &Paging,
    condition: &str,
    filters: &[Filter<'_>],
    sort: Sort,
) -> Result<Page<(Subject, T)>, ServerError> {
    let (after, limit) = (paging.after()?, paging.limit());
    let (mut condition, mut all) = narrowed(condition, filters);
    let place = after.split_once(SORTED);
    if place.is_none() && !after.is_empty() {
        return Err(ServerError::rejected(RejectedCode::WrongShape, "cursor"));
    }
    let (term, (side, end)) = (sort.term, if sort.is_descending { ('<', "DESC") } else { ('>', "ASC") });
    if let Some((value, subject)) = &place {
        condition.push_str(&format!(
            " AND ({term} {side} :sorted_after OR ({term} = :sorted_after AND view.subject {side} :after))"
        ));
        all.push((":sorted_after", value));
        all.push((":after", subject));
    }
    let reach = caller.reach(word)?.map(|organisation| organisation.to_string());
    let more = limit.saturating_add(1);
    all.push((":limit", &more));
    let (reached, is_for) = (reached(word, &reach, &mut all), audience(caller, word));
    let mut statement = store.db.prepare_cached(&format!(
        "SELECT view.subject, view.body, {term} FROM view
         WHERE view.word = '{word}' AND {condition} AND {reached} AND {is_for}
         ORDER BY {term} {end}, view.subject {end} LIMIT :limit"
    ))?;
    let mut rows = statement.query(all.as_slice())?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (subject, body, value): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let broken = |what: &dyn std::fmt::Display| ServerError::broken(format!("view {subject}: {what}"));
        let view = serde_json::from_str(&body).map_err(|e| broken(&e))?;
        found.push((value, subject.parse::<Subject>().map_err(|e| broken(&e))?, view));
    }
    let page = Page::of(found, limit, |(value, subject, _)| format!("{value}{SORTED}{subject}"));
    Ok(page.map(|(_, subject, view)| (subject, view)))
}

/// The first of a word that the caller may read and that fulfil the filters, in the order of the terms.
pub(super) fn ordered<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    over: Over,
    filters: &[Filter<'_>],
    order: &str,
    limit: u32,
) -> Result<Vec<(Subject, T)>, ServerError> {
    let (condition, params) = narrowed("1", filters);
    select_ordered(store, caller, word, over, &condition, &params, order, limit)
}

/// How many there are, at most `count_max`; `None` of a word that the caller may not read.
pub(super) fn count(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    over: Over,
    condition: &str,
    filters: &[Filter<'_>],
    count_max: u32,
) -> Result<Option<u32>, ServerError> {
    if reading::reading(&caller.rights.roles, word) == Reading::Nothing {
        return Ok(None);
    }
    let (condition, mut params) = narrowed(condition, filters);
    let is_for = audience(caller, word);
    let reach = caller.reach(word)?.map(|organisation| organisation.to_string());
    params.push((":limit", &count_max));
    let (hint, reached) = (over.hint(), reached(word, &reach, &mut params));
    let sql = format!(
        "SELECT count(*) FROM (
            SELECT 1 FROM view {hint} WHERE view.word = '{word}' AND {condition} AND {reached} AND {is_for} LIMIT :limit)"
    );
    Ok(Some(store.db.prepare_cached(&sql)?.query_row(params.as_slice(), |row| row.get(0))?))
}

/// A condition with those of the filters that were given, and their values.
fn narrowed<'a>(condition: &str, filters: &[Filter<'a>]) -> (String, Vec<(&'static str, &'a dyn ToSql)>) {
    let mut condition = condition.to_owned();
    let mut params = Vec::new();
    for (name, sql, value) in filters {
        if let Some(value) = value {
            condition.push_str(" AND ");
            condition.push_str(sql);
            params.push((*name, *value));
        }
    }
    (condition, params)
}

/// The condition that keeps a caller to what they may read of a word; [`OF_CONTRACTOR`] for the word alone, over the index
/// of what it compares.
fn reached<'a>(word: Word, reach: &'a Option<String>, params: &mut Vec<(&'a str, &'a dyn ToSql)>) -> &'static str {
    let Some(organisation) = reach else { return "1" };
    params.push((":organisation", organisation));
    match word {
        Word::WorkOrder | Word::User => "view.organisation = :organisation",
        Word::Visit => OF_VISIT,
        Word::Device => GIVEN_DEVICE,
        Word::Site => GIVEN_SITE,
        Word::Customer => GIVEN_CUSTOMER,
        _ => OF_CONTRACTOR,
    }
}

/// Whether the caller may read a subject; it is looked at only where its word does not say so already.
pub(super) fn is_read(store: &ServerStore, caller: &Caller, subject: Subject) -> Result<bool, ServerError> {
    match reading::reading(&caller.rights.roles, subject.word) {
        Reading::Nothing => Ok(false),
        Reading::Everything if audience(caller, subject.word) == EVERYBODY => Ok(true),
        Reading::Everything | Reading::OfContractor => may_read(store, caller, subject),
    }
}

const EVERYBODY: &str = "1";

/// An article is for its audience, also at the desk.
fn audience(caller: &Caller, word: Word) -> &'static str {
    // Contractors' dispatchers read no articles at all.
    if word != Word::Article || Audience::Experts.has(&caller.rights.roles, false) {
        return EVERYBODY;
    }
    "json_extract(view.body, '$.audience') IN ('everybody', 'company')"
}

/// Which way rows are found.
#[derive(Clone, Copy)]
pub(super) enum Over {
    /// By an index of one of the filters where one leaves few rows, which are sorted then; otherwise by their order.
    Best,
    /// By an index of something else than the order: what fits is sorted.
    Index(&'static str),
    /// Through an index in the order asked for, which holds what is filtered by.
    Ordered(&'static str),
}

impl Over {
    fn hint(self) -> String {
        match self {
            Self::Best => String::new(),
            Self::Index(index) | Self::Ordered(index) => format!("INDEXED BY {index}"),
        }
    }
}

/// Statuses with commas between, as a list in the text of a query; those that no status is called are left out.
pub(super) fn states<T: Copy>(asked: &str, read: fn(&str) -> T, written: fn(T) -> &'static str) -> String {
    let known: Vec<String> = asked.split(',').map(|text| format!("'{}'", written(read(text.trim())))).collect();
    known.join(", ")
}

fn select<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    over: Over,
    condition: &str,
    params: &[(&str, &dyn ToSql)],
    limit: u32,
) -> Result<Vec<(Subject, T)>, ServerError> {
    let is_sorted = match over {
        Over::Best => INDEXED.iter().any(|field| condition.contains(field)),
        Over::Index(_) => true,
        Over::Ordered(_) => false,
    };
    // With few rows found by an index these are sorted; otherwise the order itself is an index.
    let plus = if is_sorted { "+" } else { "" };
    select_ordered(store, caller, word, over, condition, params, &format!("{plus}view.subject DESC"), limit)
}

#[expect(clippy::too_many_arguments, reason = "what a query is made of")]
fn select_ordered<T: DeserializeOwned>(
    store: &ServerStore,
    caller: &Caller,
    word: Word,
    over: Over,
    condition: &str,
    params: &[(&str, &dyn ToSql)],
    order: &str,
    limit: u32,
) -> Result<Vec<(Subject, T)>, ServerError> {
    let reach = caller.reach(word)?.map(|organisation| organisation.to_string());
    let mut all: Vec<(&str, &dyn ToSql)> = params.to_vec();
    all.push((":limit", &limit));
    let (hint, reached) = (over.hint(), reached(word, &reach, &mut all));
    let is_for = audience(caller, word);
    let mut statement = store.db.prepare_cached(&format!(
        // The word stands in the text: the indexes are for one word each. Bodies are read only of what is answered.
        "SELECT view.subject, view.body FROM (
             SELECT view.id AS id FROM view {hint} WHERE view.word = '{word}' AND {condition} AND {reached} AND {is_for}
             ORDER BY {order} LIMIT :limit) AS found
         CROSS JOIN view ON view.id = found.id ORDER BY {order}"
    ))?;
    let rows = statement.query_map(all.as_slice(), |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (subject, body) = row?;
        let broken = |what: &dyn std::fmt::Display| ServerError::broken(format!("view {subject}: {what}"));
        let view = serde_json::from_str(&body).map_err(|e| broken(&e))?;
        found.push((subject.parse().map_err(|e| broken(&e))?, view));
    }
    Ok(found)
}

/// One thing as the API shows it. The type of the body is for the description.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct Item<T = Value> {
    pub(super) id: String,
    pub(super) word: String,
    pub(super) href: String,
    /// For If-Match.
    pub(super) etag: String,
    /// What is known about it, as derived from its history. Keys that end in `_ms` are milliseconds since 1970.
    pub(super) body: T,
}

impl Item {
    /// A subject as it is now, if the caller may read it.
    pub(super) fn read(
        store: &ServerStore,
        caller: &Caller,
        base: &str,
        subject: Subject,
    ) -> Result<Self, ServerError> {
        Ok(Self::of(base, subject, one(store, caller, subject)?))
    }

    /// `base` is the path of the list it stands in.
    pub(super) fn of(base: &str, subject: Subject, body: Value) -> Self {
        let etag = etag(&body);
        Self::new(base, subject, etag, record_kind::whole_view(subject.word, body))
    }

    /// A record as it was written; what is derived beside it stands under the word's own path.
    pub(super) fn of_record(record: Record) -> Self {
        let (base, etag) =
            (format!("/v1/records/{}", record.word), etag_of_record(record.epoch.into(), record.version.into()));
        Self::new(&base, record.subject(), etag, record_kind::whole(record.word, record.body))
    }

    fn new(base: &str, subject: Subject, etag: String, body: Value) -> Self {
        let (id, word) = (subject.id.to_string(), subject.word.to_string());
        Self { href: format!("{base}/{id}"), etag, id, word, body }
    }
}

/// Of a document the hash of its heads, of a record its version.
pub(super) fn etag(view: &Value) -> String {
    if let Some(heads) = view.get("heads").and_then(Value::as_array) {
        let heads: Vec<Hash> = heads.iter().filter_map(|head| head.as_str()?.parse().ok()).collect();
        return etag_of(&heads);
    }
    let number = |key: &str| view.get(key).and_then(Value::as_u64).unwrap_or(0);
    etag_of_record(number("epoch"), number("version"))
}

fn etag_of_record(epoch: u64, version: u64) -> String {
    format!("\"{epoch}.{version}\"")
}

pub(super) fn etag_of(heads: &[Hash]) -> String {
    let heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
    let heads: Vec<&[u8]> = heads.iter().map(String::as_bytes).collect();
    format!("\"{}\"", BASE64URL_NOPAD.encode(&Hash::of_parts("onsite/etag/v1", &heads).0))
}

/// An id from a path.
pub(super) fn id(text: &str, path: &str) -> Result<Id, ServerError> {
    text.parse().map_err(|_| onsite_domain::Rejected::because(RejectedCode::WrongShape, path, "a ULID").into())
}

/// A time of the API as milliseconds since 1970.
pub(super) fn ms(at: Option<jiff::Timestamp>) -> Option<i64> {
    at.map(jiff::Timestamp::as_millisecond)
}

/// Milliseconds since 1970 as a time of the API.
pub(super) fn at(ms: Option<i64>) -> Option<jiff::Timestamp> {
    ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
}
