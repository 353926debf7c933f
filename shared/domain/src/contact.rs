//! Contacts: whom to call.

use crate::{
    Id, Language, Rejected, Text,
    choice::choices,
    limits,
    view::{SearchText, dialled},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

choices! {
    /// How somebody likes to be reached.
    ContactChannel {
        Phone = "phone",
        Message = "message",
        Email = "email",
        Messenger = "messenger",
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Contact {
    pub customer: Id,
    /// Sites they answer for; all of the customer's where empty.
    pub sites: Vec<Id>,
    pub name: Text,
    /// What they are there: device manager, head nurse, facility manager.
    pub position: Text,
    /// The first is tried first.
    pub phones: Vec<String>,
    pub email: String,
    pub messenger: String,
    pub preferred: Option<ContactChannel>,
    pub language: Language,
    /// May sign a quote on the customer's behalf.
    pub may_order: bool,
    pub remarks: String,
    pub is_retired: bool,
}

impl Contact {
    pub fn validate(&self) -> Result<(), Rejected> {
        limits::reference("customer", self.customer)?;
        limits::list("sites", self.sites.len())?;
        self.name.check_written("name", limits::LINE_CHARS_MAX)?;
        self.position.check("position", limits::LINE_CHARS_MAX)?;
        limits::list_of_at_most("phones", self.phones.len(), 10)?;
        for (index, phone) in self.phones.iter().enumerate() {
            limits::written_line(&format!("phones[{index}]"), phone)?;
            limits::phone(&format!("phones[{index}]"), phone)?;
        }
        limits::email("email", &self.email)?;
        limits::line("messenger", &self.messenger)?;
        self.preferred.map_or(Ok(ContactChannel::Unknown), |channel| channel.checked("preferred"))?;
        limits::note("remarks", &self.remarks)
    }

    pub fn search_text(&self) -> SearchText {
        let phones: Vec<&str> = self.phones.iter().map(String::as_str).collect();
        let dialled = self.phones.iter().map(|phone| dialled(phone)).collect::<Vec<_>>().join("\n");
        SearchText::of(&[&self.name.zh, &self.name.en]).and(&phones).and(&[
            &dialled,
            &self.email,
            &self.messenger,
            &self.position.zh,
            &self.position.en,
        ])
    }
}
