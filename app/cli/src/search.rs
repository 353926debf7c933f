//! `onsite search`, `onsite attention`.

use crate::{
    failure::{Exit, Failure, Outcome},
    find,
    page::Page,
    session::{Reply, Session},
};
use onsite_domain::name::short;
use onsite_domain::{Word, attention::AttentionItem};
use onsite_messages::label;
use serde_json::json;

#[derive(clap::Args, Debug)]
pub(crate) struct Search {
    /// Words to find; every one must be there
    #[arg(required = true)]
    words: Vec<String>,
    /// Only this kind of thing: work_order, device, customer, part, procedure, article, ...
    #[arg(long = "in", value_name = "KIND")]
    word: Option<String>,
    /// At most so many hits
    #[arg(long, default_value_t = 20)]
    limit: u32,
}

impl Search {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let like = "work_order, device, customer, part, procedure, article";
        let word = self.word.map(|text| text.parse::<Word>().map_err(|_| Failure::NotLike(text, like)));
        let app = session.app()?;
        let hits = onsite_store::search::find(app.database(), &self.words.join(" "), word.transpose()?, self.limit)?;
        let rows: Vec<Vec<String>> = hits
            .iter()
            .map(|hit| {
                vec![label(session.language, hit.subject.word.as_str()), hit.title.clone(), hit.subject.id.to_string()]
            })
            .collect();
        let mut page = Page::new();
        page.table(&[session.say("cli-kind"), session.say("cli-name"), "ID"], &rows);
        if hits.is_empty() {
            page.line(session.say("cli-nothing-found"));
        }
        Reply::new(json!({ "hits": hits }), page)
    }
}

#[derive(clap::Args, Debug)]
pub(crate) struct Attention {
    /// Show one item whole, by its id or the end of it
    item: Option<String>,
    /// Those already decided instead
    #[arg(long)]
    decided: bool,
}

/// More than this many items nobody reads.
const ITEMS_MAX: u32 = 500;

impl Attention {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        let now = session.now()?;
        let language = session.language;
        let items = onsite_store::derived::attention(session.app()?.database(), !self.decided, ITEMS_MAX)?;
        if let Some(name) = self.item {
            let item = one_of(items, &name)?;
            let mut page = Page::new();
            page.field(session.say("cli-what"), label(language, item.kind.as_str()))
                .field(session.say("cli-about"), find::title(session, item.subject)?)
                .field(session.say("cli-since"), now.show(Some(item.since_ms)))
                .field("ID", item.id.to_string());
            page.line(serde_json::to_string_pretty(&item.detail).unwrap_or_default());
            return Reply::new(item, page);
        }
        let mut rows = Vec::new();
        for item in &items {
            rows.push(vec![
                short(item.id),
                label(language, item.kind.as_str()),
                find::title(session, item.subject)?,
                now.show(Some(item.since_ms)),
            ]);
        }
        let mut page = Page::new();
        page.table(&["ID", session.say("cli-what"), session.say("cli-about"), session.say("cli-since")], &rows);
        if items.is_empty() {
            page.line(session.say("cli-nothing-to-decide"));
        }
        let exit = if items.is_empty() || self.decided { Exit::Ok } else { Exit::NeedsAttention };
        Ok(Reply::new(json!({ "items": items }), page)?.with_exit(exit))
    }
}

fn one_of(items: Vec<AttentionItem>, name: &str) -> Outcome<AttentionItem> {
    let wanted = name.to_uppercase();
    let mut found: Vec<AttentionItem> =
        items.into_iter().filter(|item| item.id.to_string().ends_with(&wanted)).collect();
    match found.len() {
        1 => found.pop().ok_or(Failure::NotFound { what: "attention", name: name.to_owned() }),
        0 => Err(Failure::NotFound { what: "attention", name: name.to_owned() }),
        _ => Err(Failure::SeveralMatch {
            what: "attention",
            name: name.to_owned(),
            matches: found.iter().map(|item| item.id.to_string()).collect(),
        }),
    }
}
