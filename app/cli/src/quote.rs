//! `onsite quote`: who pays, what it costs, what the customer accepts before the work, what was paid.

use crate::{
    failure::{Failure, Outcome},
    find,
    page::Page,
    record::money,
    session::{Reply, Session},
};
use onsite_core::charges::ToCharge;
use onsite_domain::{
    Id, Quantity, Word,
    charge::{ChargedItem, OtherCharge, Quote as Charged},
    cover::Payer,
    visit_charges::{Payment, PaymentMethod},
};
use onsite_messages::label;
use serde_json::json;

#[derive(clap::Subcommand, Debug)]
pub(crate) enum Quote {
    /// Show what it would cost and who pays, from what is recorded
    Show(Costs),
    /// Offer a price before the work; sign it with sign --quote
    Offer(Costs),
    /// Record the charges of the visit
    Record(Costs),
    /// Note a payment, and what the invoice shall say
    Pay(Pay),
}

#[derive(clap::Args, Debug)]
pub(crate) struct Costs {
    /// Order number, or code or serial of its device
    job: String,
    /// Against what the records say: warranty, contract, customer or goodwill
    #[arg(long, requires = "reason")]
    payer: Option<String>,
    /// Why, in words
    #[arg(long)]
    reason: Option<String>,
    /// A service item: NUMBER or NUMBER=QUANTITY
    #[arg(long = "item", value_name = "ITEM")]
    items: Vec<String>,
    /// A part instead of those recorded: NUMBER or NUMBER=QUANTITY
    #[arg(long = "part", value_name = "PART")]
    parts: Vec<String>,
    /// Way in kilometres
    #[arg(long, value_name = "KM", default_value_t = 0)]
    distance: u32,
    /// The call-out fee is charged
    #[arg(long)]
    call_out: bool,
    /// Something else: LABEL=AMOUNT
    #[arg(long = "other", value_name = "LABEL=AMOUNT")]
    others: Vec<String>,
    /// Until when the offer stands
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,
    /// What there is to say about it
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(clap::Args, Debug)]
pub(crate) struct Pay {
    /// Order number, or code or serial of its device
    job: String,
    /// cash, transfer, link, card, invoice or other
    method: String,
    /// How much, such as 35.50
    amount: Option<String>,
    /// Currency, ISO 4217
    #[arg(long, default_value = "CNY")]
    currency: String,
    /// Number of the payment
    #[arg(long)]
    reference: Option<String>,
    /// Title of the invoice
    #[arg(long)]
    invoice_title: Option<String>,
    /// Tax number of the invoice
    #[arg(long)]
    tax_number: Option<String>,
}

impl Quote {
    pub(crate) fn run(self, session: &mut Session) -> Outcome<Reply> {
        match self {
            Self::Show(costs) => {
                let (visit, to_charge) = costs.read(session)?;
                let charges = session.app()?.charges(visit, &to_charge)?;
                let page = page(session, &charges.charges);
                Reply::new(json!({ "visit": visit, "charges": charges }), page)
            }
            Self::Offer(costs) => {
                let (visit, to_charge) = costs.read(session)?;
                let done = session.app()?.offer_quote(visit, &to_charge)?;
                session.recorded(done)
            }
            Self::Record(costs) => {
                let (visit, to_charge) = costs.read(session)?;
                let done = session.app()?.record_charges(visit, &to_charge)?;
                session.recorded(done)
            }
            Self::Pay(pay) => pay.run(session),
        }
    }
}

impl Costs {
    fn read(self, session: &mut Session) -> Outcome<(Id, ToCharge)> {
        let now = session.now()?;
        let visit = find::visit(session, &self.job)?;
        let items = |session: &mut Session, word: Word, texts: &[String]| -> Outcome<Vec<ChargedItem>> {
            texts.iter().map(|text| item(session, word, text)).collect()
        };
        let parts = items(session, Word::Part, &self.parts)?;
        let others = self.others.iter().map(|text| other(text)).collect::<Outcome<Vec<_>>>()?;
        let to_charge = ToCharge {
            payer: self.payer.as_deref().map(|text| Payer::from_text(text).checked("payer")).transpose()?,
            reason: self.reason,
            service_items: items(session, Word::ServiceItem, &self.items)?,
            parts: if parts.is_empty() { None } else { Some(parts) },
            distance_m: i64::from(self.distance).saturating_mul(1000),
            has_call_out: self.call_out,
            others,
            valid_until_ms: self.valid_until.as_deref().map(|text| now.read(text)).transpose()?,
            remarks: self.note,
            ..ToCharge::default()
        };
        Ok((visit, to_charge))
    }
}

fn item(session: &mut Session, word: Word, text: &str) -> Outcome<ChargedItem> {
    let (name, count) = text.rsplit_once('=').unwrap_or((text, "1"));
    let quantity = Quantity::parse(count).ok_or_else(|| Failure::NotLike(text.to_owned(), "NUMBER=1.5"))?;
    Ok(ChargedItem { id: find::named(session, word, name)?, quantity, unit_minor: None })
}

fn other(text: &str) -> Outcome<OtherCharge> {
    let (what, amount) = text.rsplit_once('=').ok_or_else(|| Failure::NotLike(text.to_owned(), "LABEL=35.50"))?;
    Ok(OtherCharge { label: what.to_owned(), minor: money(amount, "")?.minor, tax: None })
}

/// Minor units as people read them.
fn amount(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let magnitude = minor.unsigned_abs();
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}

fn page(session: &Session, quote: &Charged) -> Page {
    let language = session.language;
    let rows: Vec<Vec<String>> = quote
        .lines
        .iter()
        .map(|line| {
            vec![
                label(language, line.kind.as_str()),
                line.label.in_language(language).to_owned(),
                format!("{} {}", line.quantity, line.unit),
                amount(line.total_minor),
                label(language, line.payer.as_str()),
            ]
        })
        .collect();
    let mut page = Page::new();
    page.field(session.say("cli-payer"), label(language, quote.decision.payer.as_str()));
    let reasons = quote.decision.reasons.iter().map(|reason| reason.code.as_str().replace('_', " "));
    page.field(session.say("cli-why"), reasons.collect::<Vec<_>>().join(", "));
    page.table(
        &[
            session.say("cli-kind"),
            session.say("cli-name"),
            session.say("cli-quantity"),
            session.say("cli-amount"),
            session.say("cli-payer"),
        ],
        &rows,
    );
    page.field(session.say("cli-tax"), amount(quote.tax_minor))
        .field(session.say("cli-total"), format!("{} {}", amount(quote.total_minor), quote.currency));
    page
}

impl Pay {
    fn run(self, session: &mut Session) -> Outcome<Reply> {
        let visit = find::visit(session, &self.job)?;
        let payment = Payment {
            method: PaymentMethod::from_text(&self.method).checked("method")?,
            amount: self.amount.as_deref().map(|text| money(text, &self.currency)).transpose()?,
            reference: self.reference,
            invoice_title: self.invoice_title,
            tax_number: self.tax_number,
            replaces: Vec::new(),
        };
        let done = session.app()?.record_payment(visit, payment)?;
        session.recorded(done)
    }
}
