//! What there is to tell: looked for after every write among the subjects that it touched, in the same transaction.

use super::Webhook;
use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word,
    assignment::{AssignmentFact, ClaimConfirmedFact, DeclineFact, HandOverFact, OfferFact},
    attention::AttentionState,
    fact_kind::FactBody as _,
    id::Hash,
    press::PressFact,
    request::Request,
    signature::SignatureFact,
};
use onsite_store::{Touched, derived, fact};
use rusqlite::{OptionalExtension as _, named_params};
use serde::Deserialize;
use serde_json::{Value, json};
use std::str::FromStr;

/// Declares the closed list of what may be told.
macro_rules! kinds {
    ($($variant:ident = $text:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum EventKind { $($variant,)* }

        impl EventKind {
            pub(crate) const ALL: &'static [EventKind] = &[$(EventKind::$variant,)*];

            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(EventKind::$variant => $text,)* }
            }
        }
    };
}

kinds! {
    WorkOrderCreated = "work_order.created",
    WorkOrderStatusChanged = "work_order.status_changed",
    VisitCreated = "visit.created",
    VisitStatusChanged = "visit.status_changed",
    VisitSigned = "visit.signed",
    RequestReceived = "request.received",
    RequestStatusChanged = "request.status_changed",
    AttentionOpened = "attention.opened",
    AttentionDecided = "attention.decided",
    PartRequestChanged = "part_request.changed",
    DeviceChanged = "device.changed",
}

impl FromStr for EventKind {
    type Err = Rejected;

    fn from_str(text: &str) -> Result<Self, Rejected> {
        let found = Self::ALL.iter().find(|kind| kind.as_str() == text).copied();
        found.ok_or_else(|| Rejected::new(RejectedCode::UnknownPath, "events"))
    }
}

/// Facts that may change the status of an order or a visit.
const MOVING: &[&str] = &[
    PressFact::KIND,
    AssignmentFact::KIND,
    OfferFact::KIND,
    ClaimConfirmedFact::KIND,
    DeclineFact::KIND,
    HandOverFact::KIND,
];

/// One thing to tell.
struct News {
    kind: EventKind,
    /// What makes it another one than the last of its kind about the same subject.
    which: String,
    data: Value,
}

impl News {
    fn about(subject: Subject, kind: EventKind, which: impl Into<String>, more: Value) -> Self {
        let base = match subject.word {
            Word::WorkOrder => "/v1/work-orders",
            Word::Visit => "/v1/visits",
            Word::Device => "/v1/devices",
            Word::Request => "/v1/requests",
            Word::PartRequest => "/v1/part-requests",
            _ => "",
        };
        let mut data = json!({ "word": subject.word, "id": subject.id, "href": format!("{base}/{}", subject.id) });
        if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
            data.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
        }
        Self { kind, which: which.into(), data }
    }

    /// An identity that follows from what happened: the same on a server that was restored and heard of it again.
    fn id(&self) -> String {
        let about = self.data.get("id").and_then(Value::as_str).unwrap_or_default();
        let parts: [&[u8]; 3] = [self.kind.as_str().as_bytes(), about.as_bytes(), self.which.as_bytes()];
        format!("msg_{}", Hash::of_parts("onsite/webhook/v1", &parts).id())
    }
}

/// Of a view what is told.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    status: Option<String>,
    since_ms: Option<i64>,
    number: Option<String>,
    work_order: Option<Id>,
}

impl ServerStore {
    /// Writes what there is to tell of the subjects that a job touched. Views are up to date.
    pub(crate) fn tell(&mut self, touched: &Touched) -> Result<(), ServerError> {
        let since = self.logged_since.take();
        let subscribers = self.subscribers()?;
        if subscribers.is_empty() {
            return Ok(());
        }
        for subject in touched {
            for news in self.news(*subject, since)? {
                for webhook in subscribers.iter().filter(|webhook| webhook.events.contains(&news.kind)) {
                    self.put_delivery(webhook.id, &news.id(), news.kind.as_str(), &news.data)?;
                }
            }
        }
        Ok(())
    }

    /// Others brought this back after a restore: it was told when it happened.
    pub(crate) fn take_as_told(&mut self, touched: &Touched) -> Result<(), ServerError> {
        if self.subscribers()?.is_empty() {
            return Ok(());
        }
        derived::project(&self.db, &mut self.cache, touched)?;
        let since = self.logged_since.take();
        for subject in touched {
            self.news(*subject, since)?;
        }
        Ok(())
    }

    fn subscribers(&self) -> Result<Vec<Webhook>, ServerError> {
        let is_any: bool = self
            .db
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM webhook WHERE is_enabled = 1)")?
            .query_row([], |row| row.get(0))?;
        if !is_any {
            return Ok(Vec::new());
        }
        Ok(self.webhooks()?.into_iter().filter(|webhook| webhook.is_enabled).collect())
    }

    /// With the first webhook: what is open now is no news.
    pub(super) fn begin_to_look(&mut self) -> Result<(), ServerError> {
        self.db.execute_batch(
            "INSERT OR REPLACE INTO webhook_seen (key, seen)
             SELECT 'attention/' || id, 'open' FROM attention WHERE is_open = 1",
        )?;
        Ok(())
    }

    /// What is new about a subject, and remembers it. `since` is the first feed row of the job.
    fn news(&mut self, subject: Subject, since: Option<u64>) -> Result<Vec<News>, ServerError> {
        let mut news = Vec::new();
        match subject.word {
            Word::WorkOrder | Word::Visit => self.news_of_work(subject, since, &mut news)?,
            Word::Request => self.news_of_request(subject, since, &mut news)?,
            Word::PartRequest | Word::Device => {
                let kind =
                    if subject.word == Word::Device { EventKind::DeviceChanged } else { EventKind::PartRequestChanged };
                if let Some(view) = derived::view_as::<Value>(&self.db, subject)? {
                    let print = Hash::of(view.to_string().as_bytes()).to_string();
                    if self.saw(&subject.to_string(), &print)?.as_deref() != Some(print.as_str()) {
                        let status = view.get("status").cloned().unwrap_or_default();
                        news.push(News::about(subject, kind, print, json!({ "status": status })));
                    }
                }
            }
            _ => {}
        }
        self.news_of_attention(subject, &mut news)?;
        Ok(news)
    }

    fn news_of_work(&mut self, subject: Subject, since: Option<u64>, news: &mut Vec<News>) -> Result<(), ServerError> {
        let Some(told) = derived::view_as::<Told>(&self.db, subject)? else { return Ok(()) };
        let (created, changed) = match subject.word {
            Word::Visit => (EventKind::VisitCreated, EventKind::VisitStatusChanged),
            _ => (EventKind::WorkOrderCreated, EventKind::WorkOrderStatusChanged),
        };
        let status = told.status.clone().unwrap_or_default();
        let more = json!({ "status": status, "number": told.number, "work_order": told.work_order });
        let facts = self.facts_since(subject, since)?;
        let before = self.saw(&subject.to_string(), &status)?;
        match before {
            None if self.is_new(subject, since)? => news.push(News::about(subject, created, "", more.clone())),
            // Never looked at before: what may have moved it is told.
            None if !facts.iter().any(|(_, kind)| MOVING.contains(&kind.as_str())) => {}
            Some(before) if before == status => {}
            None | Some(_) => {
                let which = format!("{status} {}", told.since_ms.unwrap_or_default());
                news.push(News::about(subject, changed, which, more.clone()));
            }
        }
        if subject.word == Word::Visit {
            for (id, _) in facts.into_iter().filter(|(_, kind)| kind == SignatureFact::KIND) {
                let stored = id.parse().ok().map(|id| fact::get(&self.db, id)).transpose()?.flatten();
                let signature = stored.and_then(|stored| stored.fact.body::<SignatureFact>());
                // That somebody refused to sign, or was not there, is no signature.
                let Some(signature) = signature.filter(SignatureFact::is_signed) else { continue };
                let mut more = more.clone();
                if let Some(more) = more.as_object_mut() {
                    more.insert("signature".to_owned(), json!(id));
                    more.insert("over".to_owned(), json!(signature.over));
                }
                news.push(News::about(subject, EventKind::VisitSigned, id, more));
            }
        }
        Ok(())
    }

    fn news_of_request(
        &mut self,
        subject: Subject,
        since: Option<u64>,
        news: &mut Vec<News>,
    ) -> Result<(), ServerError> {
        let Some(held) = onsite_store::record::get(&self.db, subject)? else { return Ok(()) };
        let Some(request) = held.record.body::<Request>() else { return Ok(()) };
        let status = request.status().to_string();
        let version = format!("{}.{}", held.record.epoch, held.record.version);
        let more = json!({ "status": status, "number": request.number, "channel": request.channel });
        let mut before = self.saw(&subject.to_string(), &status)?;
        let is_new = before.is_none() && self.is_new(subject, since)?;
        if before.is_none() && !is_new {
            let earlier = self.record_before(&held.record)?.and_then(|earlier| earlier.body::<Request>());
            before = earlier.map(|earlier| earlier.status().to_string());
        }
        if is_new {
            news.push(News::about(subject, EventKind::RequestReceived, "", more));
        } else if before.is_some_and(|before| before != status) {
            news.push(News::about(subject, EventKind::RequestStatusChanged, version, more));
        }
        Ok(())
    }

    fn news_of_attention(&mut self, subject: Subject, news: &mut Vec<News>) -> Result<(), ServerError> {
        for item in derived::attention_about(&self.db, subject)? {
            let state = match &item.state {
                AttentionState::Open | AttentionState::Claimed { .. } => "open",
                AttentionState::Decided { .. } => "decided",
                AttentionState::Dismissed { .. } => "dismissed",
            };
            let before = self.saw(&format!("attention/{}", item.id), state)?;
            let kind = match (before.as_deref(), state) {
                (None, "open") => EventKind::AttentionOpened,
                (Some("open"), "decided" | "dismissed") => EventKind::AttentionDecided,
                (Some("decided" | "dismissed"), "open") => EventKind::AttentionOpened,
                _ => continue,
            };
            let data = json!({
                "word": "attention", "id": item.id, "href": format!("/v1/attention/{}", item.id), "status": state,
                "kind": item.kind.as_str(), "subject": subject,
            });
            let which = if kind == EventKind::AttentionOpened { String::new() } else { state.to_owned() };
            news.push(News { kind, which, data });
        }
        Ok(())
    }

    /// Remembers what is seen of something; gives what was seen before.
    fn saw(&mut self, key: &str, seen: &str) -> Result<Option<String>, ServerError> {
        let before: Option<String> = self
            .db
            .prepare_cached("SELECT seen FROM webhook_seen WHERE key = :key")?
            .query_row(named_params! {":key": key}, |row| row.get(0))
            .optional()?;
        if before.as_deref() != Some(seen) {
            self.db
                .prepare_cached(
                    "INSERT INTO webhook_seen (key, seen) VALUES (:key, :seen)
                     ON CONFLICT (key) DO UPDATE SET seen = excluded.seen",
                )?
                .execute(named_params! {":key": key, ":seen": seen})?;
        }
        Ok(before)
    }

    /// Whether the job wrote the first there is of a subject.
    fn is_new(&self, subject: Subject, since: Option<u64>) -> Result<bool, ServerError> {
        let Some(since) = since else { return Ok(false) };
        let first: Option<u64> = self
            .db
            .prepare_cached(
                "SELECT seq FROM log WHERE subject = :subject AND kind IN ('change', 'record') ORDER BY seq LIMIT 1",
            )?
            .query_row(named_params! {":subject": subject.to_string()}, |row| row.get(0))
            .optional()?;
        Ok(first.is_some_and(|first| first >= since))
    }

    /// The facts of the job about a subject that count, with their kinds.
    fn facts_since(&self, subject: Subject, since: Option<u64>) -> Result<Vec<(String, String)>, ServerError> {
        let Some(since) = since else { return Ok(Vec::new()) };
        let mut statement = self.db.prepare_cached(
            "SELECT fact.id, fact.kind FROM log JOIN fact ON fact.id = log.ref
             WHERE log.subject = :subject AND log.seq >= :since AND log.kind = 'fact' AND fact.is_in_review = 0
             ORDER BY log.seq",
        )?;
        let params = named_params! {":subject": subject.to_string(), ":since": since};
        let rows = statement.query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ServerKeys, StoreOptions, webhook::WantedWebhook};
    use onsite_domain::Author;
    use onsite_store::ports::Ports;

    fn store(directory: &std::path::Path) -> ServerStore {
        let (keys, _) = ServerKeys::generate(&mut Ports::system()).unwrap();
        let mut store = ServerStore::open(StoreOptions { directory, keys, ports: Ports::system(), vfs: None }).unwrap();
        let wanted = WantedWebhook {
            name: "a receiver".to_owned(),
            url: "https://receiver.example/".to_owned(),
            events: EventKind::ALL.iter().copied().collect(),
            is_enabled: true,
        };
        store.run(|store| store.create_webhook(wanted, Id::from_parts(1, 1), false)).unwrap();
        store
    }

    fn request(store: &mut ServerStore, number: u128, words: &str) -> Result<Touched, ServerError> {
        let body = json!({ "channel": "phone", "words": words, "number": format!("R-{number}"), "received_ms": 1 });
        let mut touched = Touched::new();
        let subject = Subject::new(Word::Request, Id::from_parts(1, number));
        store.put_record_version(&Author::rule("test"), subject, body, false, &mut touched)?;
        Ok(touched)
    }

    fn told(store: &ServerStore) -> Vec<(String, String)> {
        let mut statement = store.db.prepare("SELECT event, kind FROM webhook_delivery ORDER BY kind").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn what_others_bring_back_after_a_restore_was_told_when_it_happened() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = store(directory.path());
        store
            .run(|store| {
                let touched = request(store, 1, "it leaks")?;
                store.take_as_told(&touched)?;
                store.finish(&touched)
            })
            .unwrap();
        assert_eq!(told(&store), []);
        store
            .run(|store| {
                let touched = request(store, 2, "it stands")?;
                store.finish(&touched)
            })
            .unwrap();
        assert_eq!(told(&store).len(), 1);
    }

    #[test]
    fn what_happened_has_the_same_identity_on_every_server() {
        let mut found = Vec::new();
        for _ in 0..2 {
            let directory = tempfile::tempdir().unwrap();
            let mut store = store(directory.path());
            for _ in 0..2 {
                store
                    .run(|store| {
                        let touched = request(store, 1, "it leaks")?;
                        store.finish(&touched)
                    })
                    .unwrap();
            }
            found.push(told(&store));
        }
        assert_eq!(found[0].len(), 1);
        assert_eq!(found[0], found[1]);
    }

    #[test]
    fn a_job_that_is_undone_tells_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = store(directory.path());
        let undone: Result<(), ServerError> = store.run(|store| {
            let touched = request(store, 1, "it leaks")?;
            store.finish(&touched)?;
            Err(ServerError::Unavailable("the disk is full".to_owned()))
        });
        assert!(undone.is_err());
        assert_eq!(told(&store), []);
    }
}
