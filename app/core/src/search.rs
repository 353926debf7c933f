//! Full-text search over everything on this phone, in Chinese and English.

use crate::{App, AppError};
use onsite_domain::Word;
use onsite_store::search::{self, Hit};

impl App {
    /// Subjects that hold every word of the query, best first; over one word, or all.
    pub fn search(&self, query: &str, word: Option<Word>, limit: u32) -> Result<Vec<Hit>, AppError> {
        Ok(search::find(&self.db, query, word, limit)?)
    }
}
