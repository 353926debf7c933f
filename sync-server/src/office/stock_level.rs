//! Low stock: what lies where against the least that should.

use crate::{ServerError, ServerStore};
use onsite_domain::{Author, Id, Quantity, RejectedCode, Subject, Word, reading, stock_location::StockLocation};
use onsite_store::{Touched, record};
use rusqlite::named_params;
use serde::Serialize;
use std::collections::BTreeMap;

/// A part of which there is less than there should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LowStock {
    /// Missing where the catalogue wants some in the company's warehouses and none ever held it.
    pub location: Option<Id>,
    pub part: Id,
    /// In thousandths of the part's base unit; defective pieces do not count.
    pub quantity: Quantity,
    pub minimum: Quantity,
}

impl ServerStore {
    /// Everything below its minimum: that of the location where it has one, else in warehouses that of the catalogue.
    /// Retired parts and places are left out.
    pub fn low_stock(&self) -> Result<Vec<LowStock>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "WITH place (id, kind, minimums) AS MATERIALIZED (
                 SELECT substr(view.subject, 16), json_extract(view.body, '$.kind'), json_extract(view.body, '$.minimums')
                 FROM view
                 WHERE view.word = 'stock_location' AND coalesce(json_extract(view.body, '$.is_retired'), 0) = 0
                   AND json_extract(view.body, '$.kind') IN ('warehouse', 'van')),
             held (location, part, quantity) AS MATERIALIZED (
                 SELECT stock_balance.location, stock_balance.part, sum(stock_balance.quantity)
                 FROM place CROSS JOIN stock_balance ON stock_balance.location = place.id
                 WHERE stock_balance.condition <> 'defective' GROUP BY stock_balance.location, stock_balance.part),
             known (part, minimum, is_retired) AS MATERIALIZED (
                 SELECT substr(view.subject, 6), coalesce(json_extract(view.body, '$.minimum'), 0),
                     coalesce(json_extract(view.body, '$.is_retired'), 0)
                 FROM view WHERE view.word = 'part'),
             wanted (location, part, minimum) AS MATERIALIZED (
                 SELECT place.id, level.key, level.value FROM place, json_each(place.minimums) AS level),
             catalogue (part, minimum) AS (SELECT part, minimum FROM known WHERE minimum > 0),
             level (location, part, minimum) AS (
                 SELECT location, part, minimum FROM wanted WHERE minimum > 0
                 UNION ALL
                 SELECT DISTINCT place.id, catalogue.part, catalogue.minimum
                 FROM catalogue JOIN stock_balance ON stock_balance.part = catalogue.part
                 JOIN place ON place.id = stock_balance.location AND place.kind = 'warehouse'
                 LEFT JOIN wanted AS own ON own.location = place.id AND own.part = catalogue.part
                 WHERE own.part IS NULL
                 UNION ALL
                 SELECT '', catalogue.part, catalogue.minimum FROM catalogue
                 WHERE NOT EXISTS (
                     SELECT 1 FROM stock_balance JOIN place
                         ON place.id = stock_balance.location AND place.kind = 'warehouse'
                     WHERE stock_balance.part = catalogue.part))
             SELECT level.location, level.part, level.minimum, coalesce(held.quantity, 0) FROM level
             LEFT JOIN held ON held.location = level.location AND held.part = level.part
             WHERE coalesce(held.quantity, 0) < level.minimum AND level.part IN (SELECT part FROM known WHERE is_retired = 0)
             ORDER BY level.location, level.part",
        )?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
        })?;
        let mut low = Vec::new();
        for row in rows {
            let (location, part, minimum, quantity) = row?;
            let part =
                part.parse().map_err(|_| ServerError::broken(format!("a level of '{part}', which is no part")))?;
            low.push(LowStock {
                location: location.parse().ok(),
                part,
                quantity: Quantity(quantity),
                minimum: Quantity(minimum),
            });
        }
        Ok(low)
    }

    /// Sets from which quantity on a location wants more of a part; `None` takes the level away.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`] for whoever does not keep stock locations, [`RejectedCode::NotFound`] without such a
    /// location or part, [`RejectedCode::OutOfRange`] for a quantity below zero.
    pub fn set_minimum(
        &mut self,
        author: &Author,
        location: Id,
        part: Id,
        minimum: Option<Quantity>,
    ) -> Result<(), ServerError> {
        reading::check_record(&self.rights_of(author)?, Word::StockLocation)?;
        let subject = Subject::new(Word::StockLocation, location);
        let not_found = |path: &str| ServerError::rejected(RejectedCode::NotFound, path);
        let held = record::get(&self.db, subject)?.filter(|held| !held.record.is_removed);
        let mut body = held.map(|held| held.record.body).ok_or_else(|| not_found("location"))?;
        if self.record_as::<serde_json::Value>(Word::Part, part)?.is_none() {
            return Err(not_found("part"));
        }
        let read: StockLocation = serde_json::from_value(body.clone()).unwrap_or_default();
        let mut minimums: BTreeMap<Id, Quantity> = read.minimums;
        match minimum {
            Some(minimum) => minimums.insert(part, minimum),
            None => minimums.remove(&part),
        };
        // Only this key: what else a newer version wrote stays.
        let fields = body.as_object_mut().ok_or_else(|| ServerError::broken("a record that is no object"))?;
        let value = serde_json::to_value(&minimums).map_err(|e| ServerError::broken(e.to_string()))?;
        fields.insert("minimums".to_owned(), value);
        let mut touched = Touched::new();
        self.put_checked_record(author, subject, body, &mut touched)?;
        self.finish(&touched)
    }

    /// What every location holds of a part, zeros left out.
    pub(crate) fn balances_of_part(&self, part: Id) -> Result<Vec<onsite_store::stock::Balance>, ServerError> {
        let mut statement = self.db.prepare_cached(
            "SELECT location, condition, serial, lot, quantity FROM stock_balance
             WHERE part = :part AND quantity <> 0 ORDER BY location, condition, serial, lot",
        )?;
        let rows = statement.query_map(named_params! {":part": part.to_string()}, |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (location, condition, serial, lot, quantity) = row?;
            let location = location.parse().map_err(|_| ServerError::broken("a balance names no location"))?;
            let quantity = Quantity(quantity);
            found.push(onsite_store::stock::Balance { location, part, condition, serial, lot, quantity });
        }
        Ok(found)
    }
}
