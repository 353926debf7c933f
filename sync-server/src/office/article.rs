//! An article made of a visit: what was found and what helped, taken over as a draft for somebody to finish.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Author, Id, Subject, Text, Word,
    article::{Article, Audience},
    device::DeviceView,
    entry,
    fault_code::FaultCode,
    finding::Coded,
    reading,
    visit::VisitView,
    work_order::WorkOrderView,
};
use onsite_store::{Touched, derived};

impl ServerStore {
    /// Drafts an article from a visit. Drafts stay at the office until somebody publishes them.
    ///
    /// # Errors
    /// [`RejectedCode::Forbidden`](onsite_domain::RejectedCode::Forbidden) for whoever writes no articles,
    /// [`RejectedCode::NotFound`](onsite_domain::RejectedCode::NotFound) without such a visit.
    pub fn draft_article(&mut self, author: &Author, visit: Id) -> Result<Id, ServerError> {
        reading::check_record(&self.rights_of(author)?, Word::Article)?;
        let view: VisitView = self.view(Word::Visit, visit)?;
        let order: WorkOrderView = match view.work_order {
            Some(order) => derived::view_as(&self.db, Subject::new(Word::WorkOrder, order))?.unwrap_or_default(),
            None => WorkOrderView::default(),
        };
        let device: DeviceView = match view.device {
            Some(device) => derived::view_as(&self.db, Subject::new(Word::Device, device))?.unwrap_or_default(),
            None => DeviceView::default(),
        };
        let mut told = Told::default();
        for finding in entry::current(&view.findings) {
            let finding = &finding.value;
            self.told_by(&finding.fault, &mut told.symptoms, &mut told.codes)?;
            self.told_by(&finding.cause, &mut told.causes, &mut told.codes)?;
            self.told_by(&finding.remedy, &mut told.remedies, &mut told.codes)?;
        }
        told.symptoms.splice(0..0, order.description.iter().map(|text| Text::of_script(text)));
        let mut parts: Vec<Id> = entry::current(&view.part_usages).map(|usage| usage.value.part).collect();
        parts.sort_unstable();
        parts.dedup();
        let title = order.title.as_deref().filter(|title| !title.trim().is_empty());
        let title = title.map(Text::of_script).or_else(|| told.symptoms.first().cloned());
        let article = Article {
            revision: 1,
            title: line(&title.or(order.number.as_deref().map(Text::same)).unwrap_or_else(|| Text::same("—"))),
            models: device.model.into_iter().collect(),
            symptoms: joined(&told.symptoms),
            fault_codes: told.codes,
            cause: joined(&told.causes),
            what_helped: joined(&told.remedies),
            parts,
            procedure: view.procedure,
            audience: Audience::Company,
            written_by: author.user(),
            from_visit: Some(visit),
            is_draft: true,
            ..Article::default()
        };
        let id = self.ports.new_id();
        let body = serde_json::to_value(&article).map_err(|e| ServerError::broken(e.to_string()))?;
        let mut touched = Touched::new();
        self.put_checked_record(author, Subject::new(Word::Article, id), body, &mut touched)?;
        self.finish(&touched)?;
        Ok(id)
    }

    /// The code's name and the words beside it.
    fn told_by(&self, coded: &Coded, texts: &mut Vec<Text>, codes: &mut Vec<String>) -> Result<(), ServerError> {
        if let Some(code) = coded.code
            && let Some(known) = self.record_as::<FaultCode>(Word::FaultCode, code)?
        {
            if !codes.contains(&known.code) {
                codes.push(known.code);
            }
            texts.push(known.name);
        }
        texts.extend(coded.text.as_deref().filter(|text| !text.trim().is_empty()).map(Text::of_script));
        Ok(())
    }
}

#[derive(Default)]
struct Told {
    symptoms: Vec<Text>,
    causes: Vec<Text>,
    remedies: Vec<Text>,
    codes: Vec<String>,
}

/// Paragraphs, in each language those that there are.
fn joined(texts: &[Text]) -> Text {
    const CHARS_MAX: usize = 4_000;
    let of = |each: fn(&Text) -> &str| {
        let mut paragraphs: Vec<&str> = Vec::new();
        for text in texts.iter().map(each).map(str::trim).filter(|text| !text.is_empty()) {
            if !paragraphs.contains(&text) {
                paragraphs.push(text);
            }
        }
        paragraphs.join("\n").chars().take(CHARS_MAX).collect::<String>()
    };
    Text { zh: of(|text| &text.zh), en: of(|text| &text.en) }
}

/// Short enough for a title, on one line.
fn line(text: &Text) -> Text {
    let cut = |text: &str| text.lines().next().unwrap_or_default().chars().take(200).collect::<String>();
    Text { zh: cut(&text.zh), en: cut(&text.en) }
}
