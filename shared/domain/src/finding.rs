//! Fault, cause and remedy: coded where the model's lists have it, in words always possible.

use crate::{
    Id, Rejected, RejectedCode,
    entry::{self, EntryBody},
    limits,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Finding {
    pub fault: Coded,
    pub cause: Coded,
    pub remedy: Coded,
    /// The component that failed.
    pub component: Option<Id>,
    pub articles: Vec<ArticleUse>,
    pub replaces: Vec<Id>,
}

/// A code of a list, words, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Coded {
    /// A fault code record.
    pub code: Option<Id>,
    pub text: Option<String>,
}

/// An article that was used, and whether it solved it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ArticleUse {
    pub article: Id,
    pub solved: bool,
}

impl Coded {
    pub fn is_empty(&self) -> bool {
        self.code.is_none() && self.text.as_deref().unwrap_or_default().trim().is_empty()
    }
}

impl EntryBody for Finding {
    const COLLECTION: &'static str = "findings";

    fn check(&self) -> Result<(), Rejected> {
        if self.fault.is_empty() && self.cause.is_empty() && self.remedy.is_empty() && self.articles.is_empty() {
            return Err(Rejected::because(RejectedCode::Missing, "fault", "a fault, a cause, a remedy or an article"));
        }
        for (path, coded) in [("fault", &self.fault), ("cause", &self.cause), ("remedy", &self.remedy)] {
            entry::free(path, coded.text.as_ref())?;
        }
        limits::list("articles", self.articles.len())?;
        self.articles.iter().try_for_each(|used| limits::reference("articles.article", used.article))
    }

    fn replaces(&self) -> &[Id] {
        &self.replaces
    }
}
