//! A signed report handed out: F with this server's receipt behind it.

use crate::{ServerError, ServerStore};
use onsite_domain::{
    Id, Rejected, RejectedCode, Subject, Word, fact::StoredFact, receipt::ReceiptFact, signature::Signed,
    visit::VisitView,
};
use onsite_evidence::{Countersignature, countersign, verify};
use onsite_store::{blob, derived, fact};
use onsite_wire::Signature;

/// A signed report, to be handed out.
#[derive(Clone, Debug)]
pub struct ReportFile {
    /// F; with the server's receipt behind it where `is_countersigned`.
    pub bytes: Vec<u8>,
    pub is_countersigned: bool,
    /// The order's number, of letters that every file system takes.
    pub name: String,
}

impl ServerStore {
    /// What a signature is about, its visit first.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where it is not here, or is kept for review.
    pub fn subject_of_signature(&self, signature: Id) -> Result<Subject, ServerError> {
        let stored = self.signed(signature)?;
        let subject = stored.and_then(|stored| stored.fact.subjects.first().copied());
        subject.ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "signature"))
    }

    /// The signature over the report of a visit that came last.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] where none has come.
    pub fn report_signature_of(&self, visit: Id) -> Result<Id, ServerError> {
        let view: Option<VisitView> = derived::view_as(&self.db, Subject::new(Word::Visit, visit))?;
        let mut signed = view.into_iter().flat_map(|view| view.signatures);
        let last = signed.rfind(|seen| seen.body.over == Signed::Report && !seen.is_in_review);
        last.map(|seen| seen.id).ok_or_else(|| ServerError::rejected(RejectedCode::NotFound, "signature"))
    }

    /// The file that a signature was sealed into, with this server's receipt behind it. Made anew each time, with the same
    /// bytes while the company has the same name.
    ///
    /// # Errors
    /// [`RejectedCode::NotFound`] for a signature that is not here, or whose file has not arrived yet.
    pub fn report_file(&self, signature: Id) -> Result<ReportFile, ServerError> {
        let subject = self.subject_of_signature(signature)?;
        let visit: VisitView = derived::view_as(&self.db, subject)?.unwrap_or_default();
        let sealed =
            visit.sealed_reports.iter().rfind(|sealed| sealed.body.signature == signature && !sealed.is_in_review);
        let bytes = sealed.map(|sealed| blob::get(&self.blobs, sealed.body.file)).transpose()?.flatten();
        let bytes = bytes.ok_or_else(|| {
            let detail = "the field device has not brought the file yet";
            Rejected::because(RejectedCode::NotFound, "file", detail)
        })?;
        let number = self.standing_of(signature)?.unwrap_or_default().number;
        let name = number.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).take(60).collect();
        let receipt = visit.receipts.iter().find(|receipt| receipt.body.signature == signature);
        let receipt = receipt.map(|receipt| fact::get(&self.db, receipt.id)).transpose()?.flatten();
        let whole = receipt.map(|receipt| self.countersigned(&bytes, &receipt)).transpose()?.flatten();
        Ok(match whole {
            Some(whole) => ReportFile { bytes: whole, is_countersigned: true, name },
            None => ReportFile { bytes, is_countersigned: false, name },
        })
    }

    /// `None` where the two do not go together: a receipt by a server key of another time, or for what a recovered field
    /// device wrote anew.
    fn countersigned(&self, file: &[u8], receipt: &StoredFact) -> Result<Option<Vec<u8>>, ServerError> {
        let settings = self.settings()?;
        let company = settings.company_name.in_language(settings.default_language);
        let broken = |e: &dyn std::fmt::Display| ServerError::broken(format!("receipt: {e}"));
        let signature: [u8; 64] = receipt.signature.as_slice().try_into().map_err(|e| broken(&e))?;
        let body: ReceiptFact = receipt.fact.body().ok_or_else(|| broken(&"no body"))?;
        let by = Countersignature {
            receipt: receipt.bytes.clone(),
            signature: Signature(signature),
            server_key: self.keys.certificate.clone(),
            x509: self.keys.issuer.receipts(company).map_err(|e| broken(&e))?,
            at_ms: body.server_ms,
            name: company.to_owned(),
        };
        let whole = countersign(file, &by, &self.keys.issuer).map_err(|e| broken(&e))?;
        Ok(verify(&whole, &self.trusted_root()).is_ok().then_some(whole))
    }
}
