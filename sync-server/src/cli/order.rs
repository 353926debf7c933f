//! Work orders from the command line.

use super::{Context, Failure, find, find_user};
use clap::{Args, Subcommand};
use onsite_domain::{
    Id, Priority, Subject, Word,
    order_kind::{Kind, Mode},
    user::User,
    work_order::WorkOrderView,
};
use onsite_messages::label;
use onsite_server::{
    ServerError, ServerStore,
    office::{NewWorkOrder, Team},
};
use onsite_store::derived;
use serde_json::json;

#[derive(Subcommand)]
pub(crate) enum OrderCommand {
    /// Make an order and its first visit.
    New(Box<NewArgs>),
    /// Say who goes; without --lead the assignment is withdrawn.
    Assign {
        /// Number or id of the order.
        order: String,
        #[command(flatten)]
        team: TeamArgs,
        /// Why, in words.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Move an order and its visits that have not begun.
    Reschedule {
        /// Number or id of the order.
        order: String,
        /// Start of the time window, RFC 3339: 2026-11-24T09:00:00+08:00.
        #[arg(long)]
        start: jiff::Timestamp,
        /// End of the time window.
        #[arg(long)]
        end: Option<jiff::Timestamp>,
        /// Why, in words.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Offer an order to several engineers; the first claim the server receives gets it.
    Offer {
        /// Number or id of the order.
        order: String,
        /// Logins.
        #[arg(long = "to", value_delimiter = ',', required_unless_present = "withdraw")]
        to: Vec<String>,
        /// Until when it may be claimed.
        #[arg(long)]
        until: Option<jiff::Timestamp>,
        /// Take the offer back.
        #[arg(long, conflicts_with_all = ["to", "until"])]
        withdraw: bool,
    },
    /// Cancel an order and its visits.
    Cancel {
        /// Number or id of the order.
        order: String,
        /// Why, in words.
        #[arg(long)]
        reason: String,
    },
    /// Orders, newest last.
    List {
        /// Those that are over too.
        #[arg(long)]
        all: bool,
    },
    /// Everything about an order and its visits.
    Show {
        /// Number or id of the order.
        order: String,
    },
}

#[derive(Args)]
pub(crate) struct TeamArgs {
    /// Who leads the visit, by login.
    #[arg(long)]
    lead: Option<String>,
    /// Who helps, by login.
    #[arg(long = "helper", value_delimiter = ',')]
    helpers: Vec<String>,
    /// An expert who follows it, by login.
    #[arg(long)]
    expert: Option<String>,
}

#[derive(Args)]
pub(crate) struct NewArgs {
    /// consult, repair, install, inspect, maintain, survey, train, replace or retire.
    #[arg(long)]
    kind: String,
    /// onsite, remote or workshop.
    #[arg(long, default_value = "onsite")]
    mode: String,
    /// What it is about, in a line.
    #[arg(long)]
    title: Option<String>,
    /// What is asked, in the customer's words.
    #[arg(long)]
    description: Option<String>,
    /// critical, high, normal or low.
    #[arg(long, default_value = "normal")]
    priority: String,
    /// Number or id of the customer.
    #[arg(long, required_unless_present_any = ["site", "device"])]
    customer: Option<String>,
    /// Number or id of the site.
    #[arg(long)]
    site: Option<String>,
    /// Number or id of the device.
    #[arg(long)]
    device: Option<String>,
    /// Number or id of the procedure.
    #[arg(long)]
    procedure: Option<String>,
    /// Start of the time window, RFC 3339: 2026-11-24T09:00:00+08:00.
    #[arg(long)]
    start: Option<jiff::Timestamp>,
    /// End of the time window.
    #[arg(long)]
    end: Option<jiff::Timestamp>,
    /// What the customer calls the order.
    #[arg(long)]
    reference: Option<String>,
    #[command(flatten)]
    team: TeamArgs,
}

impl TeamArgs {
    fn team(&self, store: &ServerStore) -> Result<Team, Failure> {
        let user = |login: &String| find_user(store, login);
        Ok(Team {
            lead: self.lead.as_ref().map(user).transpose()?,
            helpers: self.helpers.iter().map(user).collect::<Result<_, _>>()?,
            expert: self.expert.as_ref().map(user).transpose()?,
        })
    }
}

impl OrderCommand {
    pub(crate) fn run(self, context: &Context) -> Result<(), Failure> {
        let mut store = context.open()?;
        match self {
            Self::List { all } => return list(context, &store, all),
            Self::Show { order } => return show(context, &store, &order),
            _ => {}
        }
        let author = context.author(&store)?;
        match self {
            Self::New(args) => {
                let order = args.order(&store)?;
                let created = store.run(|store| store.create_work_order(&author, order))?;
                context.say(&json!(created), || vec![format!("{}  {}", created.number, created.work_order)]);
            }
            Self::Assign { order, team, reason } => {
                let order = store.find_work_order(&order)?;
                let team = team.team(&store)?;
                store.run(|store| match store.open_visit(order)? {
                    Some(visit) => store.assign(&author, visit, &team, reason.as_deref()).map(|_| ()),
                    // Every visit is over: who is assigned now goes once more.
                    None => store.add_visit(&author, order, None, Some(&team)).map(|_| ()),
                })?;
            }
            Self::Reschedule { order, start, end, reason } => {
                let order = store.find_work_order(&order)?;
                let window = (start.as_millisecond(), end.map(|end| end.as_millisecond()));
                store.run(|store| store.reschedule(&author, order, window, &reason, None))?;
            }
            Self::Offer { order, withdraw: true, .. } => {
                let order = store.find_work_order(&order)?;
                store.run(|store| store.withdraw_offer(&author, order))?;
            }
            Self::Offer { order, to, until, .. } => {
                let order = store.find_work_order(&order)?;
                let users = to.iter().map(|login| find_user(&store, login)).collect::<Result<Vec<Id>, _>>()?;
                let until_ms = until.map(|until| until.as_millisecond());
                let offer = store.run(|store| store.offer(&author, order, users, Vec::new(), until_ms))?;
                context.say(&json!({"offer": offer}), Vec::new);
            }
            Self::Cancel { order, reason } => {
                let order = store.find_work_order(&order)?;
                store.run(|store| store.cancel(&author, order, &reason))?;
            }
            Self::List { .. } | Self::Show { .. } => {}
        }
        Ok(())
    }
}

impl NewArgs {
    fn order(&self, store: &ServerStore) -> Result<NewWorkOrder, Failure> {
        let named = |word: Word, text: &Option<String>| text.as_ref().map(|text| find(store, word, text)).transpose();
        let team = self.team.team(store)?;
        Ok(NewWorkOrder {
            kind: Kind::from_text(&self.kind).checked("kind").map_err(ServerError::from)?,
            mode: Mode::from_text(&self.mode).checked("mode").map_err(ServerError::from)?,
            title: self.title.clone(),
            description: self.description.clone(),
            priority: Some(Priority::from_text(&self.priority).checked("priority").map_err(ServerError::from)?),
            customer: named(Word::Customer, &self.customer)?,
            site: named(Word::Site, &self.site)?,
            device: named(Word::Device, &self.device)?,
            procedure: named(Word::Procedure, &self.procedure)?,
            window_start_ms: self.start.map(|start| start.as_millisecond()),
            window_end_ms: self.end.map(|end| end.as_millisecond()),
            customer_reference: self.reference.clone(),
            team: team.lead.is_some().then_some(team),
            ..NewWorkOrder::default()
        })
    }
}

fn view<T: serde::de::DeserializeOwned>(store: &ServerStore, word: Word, id: Id) -> Result<T, ServerError> {
    derived::view_as(store.database(), Subject::new(word, id))?
        .ok_or_else(|| ServerError::rejected(onsite_domain::RejectedCode::NotFound, word.as_str()))
}

fn list(context: &Context, store: &ServerStore, all: bool) -> Result<(), Failure> {
    let orders: Vec<(Subject, WorkOrderView)> =
        derived::views(store.database(), "word = 'work_order' ORDER BY subject", &[]).map_err(ServerError::from)?;
    let shown: Vec<_> = orders.iter().filter(|(_, order)| all || order.is_open).collect();
    let rows: Vec<_> = shown
        .iter()
        .map(|(subject, order)| {
            json!({"work_order": subject.id, "number": order.number, "status": order.status, "kind": order.kind,
                   "title": order.title, "priority": order.priority, "customer": order.customer, "lead": order.lead,
                   "window_start_ms": order.window_start_ms, "window_end_ms": order.window_end_ms})
        })
        .collect();
    context.say(&json!(rows), || {
        shown
            .iter()
            .map(|(_, order)| {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                format!(
                    "{:<14} {:<11} {:<9} {}",
                    text(&order.number),
                    label(context.language, order.status.as_str()),
                    order.kind.as_deref().map(|kind| label(context.language, kind)).unwrap_or_default(),
                    text(&order.title)
                )
            })
            .collect()
    });
    Ok(())
}

fn show(context: &Context, store: &ServerStore, text: &str) -> Result<(), Failure> {
    let id = store.find_work_order(text)?;
    let order: WorkOrderView = view(store, Word::WorkOrder, id)?;
    let visits = store.visits_of(id)?;
    let listed: Vec<_> = visits.iter().map(|(id, visit)| json!({"visit": id, "view": visit})).collect();
    let value = json!({"work_order": id, "view": order, "visits": listed});
    let mut leads = Vec::new();
    for (_, visit) in &visits {
        let user = visit.lead.map(|lead| store.record_as::<User>(Word::User, lead)).transpose()?.flatten();
        leads.push(user.map(|user| user.login));
    }
    context.say(&value, || {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let status = label(context.language, order.status.as_str());
        let mut lines = vec![format!("{}  {status}  {}", text(&order.number), text(&order.title))];
        lines.extend(order.description.clone());
        for ((id, visit), lead) in visits.iter().zip(&leads) {
            let status = label(context.language, visit.status.as_str());
            let key = if lead.is_some() { "server-visit" } else { "server-visit-alone" };
            let lead = lead.clone().unwrap_or_default();
            lines.push(context.say_with(key, &[("visit", id), ("status", &status), ("lead", &lead)]));
            let holds = context.say_with(
                "server-visit-holds",
                &[
                    ("steps", &visit.steps.len()),
                    ("answers", &visit.answers.len()),
                    ("parts", &visit.part_usages.len()),
                    ("notes", &visit.notes.len()),
                    ("photos", &visit.photos.len()),
                ],
            );
            lines.push(format!("  {holds}"));
            lines
                .extend(visit.notes.iter().filter(|note| note.is_current).map(|note| format!("  {}", note.value.text)));
        }
        lines
    });
    Ok(())
}
