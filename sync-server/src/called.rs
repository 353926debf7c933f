//! What people call the codes that a company made up: skills, meters. As the settings say; where those say nothing, as the code
//! is written most often where it has a name beside it.

use crate::{ServerError, ServerStore};
use onsite_domain::{Text, settings::Called};
use std::collections::BTreeMap;

/// What a meter is called, and what it counts in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeterName {
    pub name: Text,
    /// UCUM; empty where it is not known.
    pub unit: String,
}

/// With everybody who holds the skill.
const SKILLS: &str = "SELECT json_extract(held.value, '$.code'), json_extract(held.value, '$.name'), ''
    FROM view, json_each(view.body, '$.skills') AS held WHERE view.word = 'user'
    GROUP BY 1, 2 ORDER BY count(*), 2 DESC";
/// At the steps of procedures that read the meter.
const METERS: &str = "SELECT json_extract(step.value, '$.measurement.meter'), json_extract(step.value, '$.title'),
        json_extract(step.value, '$.measurement.unit')
    FROM view, json_each(view.body, '$.steps') AS step
    WHERE view.word = 'procedure' AND coalesce(json_extract(step.value, '$.measurement.meter'), '') > ''
    GROUP BY 1, 2, 3 ORDER BY count(*), 2 DESC";

impl ServerStore {
    /// Names of skills by their codes; a code without a name is left out.
    ///
    /// # Errors
    /// Those of the store.
    pub fn skill_names(&self) -> Result<BTreeMap<String, Text>, ServerError> {
        let written = self.written(SKILLS)?;
        let said = called(self.settings()?.skills);
        Ok(written.into_iter().map(|(code, meter)| (code, meter.name)).chain(said).collect())
    }

    /// Names and units of meters by their keys.
    ///
    /// # Errors
    /// Those of the store.
    pub fn meter_names(&self) -> Result<BTreeMap<String, MeterName>, ServerError> {
        let mut names = self.written(METERS)?;
        for (code, name) in called(self.settings()?.meters) {
            names.entry(code).or_default().name = name;
        }
        Ok(names)
    }

    /// Codes with names and units as they are written; of several the one that comes last.
    fn written(&self, sql: &str) -> Result<BTreeMap<String, MeterName>, ServerError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let name: Option<String> = row.get(1)?;
            Ok((row.get::<_, Option<String>>(0)?, name, row.get::<_, Option<String>>(2)?))
        })?;
        let mut names = BTreeMap::new();
        for row in rows {
            let (Some(code), Some(name), unit) = row? else { continue };
            let name: Text = serde_json::from_str(&name).unwrap_or_default();
            if !code.is_empty() && !name.is_blank() {
                names.insert(code, MeterName { name, unit: unit.unwrap_or_default() });
            }
        }
        Ok(names)
    }
}

fn called(said: Vec<Called>) -> impl Iterator<Item = (String, Text)> {
    said.into_iter().map(|one| (one.code, one.name))
}
