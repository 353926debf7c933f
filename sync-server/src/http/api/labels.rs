//! Labels, ready to print.

use super::{
    super::{HttpState, Problem, session::Caller},
    Asked,
    act::Desk,
    reach::id,
};
use crate::{ServerError, ServerStore, office::WantedLabels};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use onsite_domain::{Language, Rejected, RejectedCode, device_code::DeviceCode};
use onsite_labels::{Format, LabelError, Layout, Level, sheet, to_png, to_svg};
use serde::Deserialize;

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `L7160` or `L7163` (A4 sheets); `30x20`, `45x30` or `60x40` (label printers).
    format: Option<String>,
    /// `pdf` (the default), or `svg` or `png` for one label.
    kind: Option<String>,
    /// `Q` (the default), or `H` for plates that get scratched, 25 mm and more.
    level: Option<String>,
    /// Of issued codes; several with commas between them.
    batches: Option<String>,
    codes: Option<String>,
    /// Ids of devices with a code of ours.
    devices: Option<String>,
    /// A line of the company's own.
    line: Option<String>,
    /// `zh` or `en`, for the company's name on blank labels.
    language: Option<String>,
    /// Labels that are gone from the first sheet.
    skipped: Option<usize>,
}

/// Labels as PDF; one label also as SVG or PNG.
#[utoipa::path(get, path = "/v1/labels", tag = "devices", params(Wanted), responses(
    (status = OK, description = "the labels", content_type = "application/pdf"),
    (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(super) async fn print(
    State(state): State<HttpState>,
    desk: Desk,
    Asked(asked): Asked<Wanted>,
) -> Result<Response, Problem> {
    let kind = asked.kind.clone().unwrap_or_else(|| "pdf".to_owned());
    let skipped = asked.skipped.unwrap_or_default();
    let read = move |store: &mut ServerStore, caller: &Caller| {
        let (format, level) = (asked.format()?, asked.level()?);
        let labels = store.labels(&caller.author, &asked.labels()?)?;
        Ok((format, level, labels, store.logo_of_labels()?))
    };
    let (format, level, labels, logo) = state.read(desk, read).await?;
    if kind != "pdf" && labels.len() != 1 {
        let detail = format!("{} labels; one at a time as a picture, all of them as pdf", labels.len());
        return Err(ServerError::from(Rejected::because(RejectedCode::OutOfRange, "kind", detail)).into());
    }
    let codes: Vec<DeviceCode> = labels.iter().filter_map(|label| label.code.parse().ok()).collect();
    let is_to_print = kind == "pdf";
    // Ten thousand labels take a core for some seconds.
    let _turn = state.turn_to_print().await?;
    let drawn = tokio::task::spawn_blocking(move || {
        let logo = logo.as_ref();
        let mut layouts = labels.iter().map(|label| Layout::of(format, level, label, logo));
        match kind.as_str() {
            "pdf" => Ok(("application/pdf", sheet(format, skipped, logo, layouts, |_| ())?)),
            "svg" | "png" => {
                let layout = layouts.next().ok_or_else(|| LabelError::Broken("no label".to_owned()))??;
                match kind.as_str() {
                    "svg" => Ok(("image/svg+xml", to_svg(&layout, logo)?.into_bytes())),
                    _ => Ok(("image/png", to_png(&layout, logo)?)),
                }
            }
            other => {
                let detail = format!("{other:?} is none of pdf, svg and png");
                Err(ServerError::from(Rejected::because(RejectedCode::WrongShape, "kind", detail)))
            }
        }
    });
    let (content_type, bytes) = drawn.await.map_err(|e| ServerError::broken(format!("labels: {e}")))??;
    // A picture is looked at; sheets are printed.
    if is_to_print {
        state.app.writer.write(move |store| store.labels_printed(&codes)).await?;
    }
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, bytes).into_response())
}

impl Wanted {
    fn labels(&self) -> Result<WantedLabels, ServerError> {
        Ok(WantedLabels {
            batches: listed(self.batches.as_ref()).map(|text| id(text, "batches")).collect::<Result<_, _>>()?,
            codes: listed(self.codes.as_ref()).map(str::parse::<DeviceCode>).collect::<Result<_, _>>()?,
            devices: listed(self.devices.as_ref()).map(|text| id(text, "devices")).collect::<Result<_, _>>()?,
            line: self.line.clone().unwrap_or_default(),
            language: self.language.as_deref().map(Language::from_tag).unwrap_or_default(),
        })
    }

    fn format(&self) -> Result<Format, ServerError> {
        Ok(self.format.as_deref().unwrap_or_default().parse::<Format>()?)
    }

    fn level(&self) -> Result<Level, ServerError> {
        Ok(self.level.as_deref().map(str::parse::<Level>).transpose()?.unwrap_or_default())
    }
}

fn listed(text: Option<&String>) -> impl Iterator<Item = &str> {
    text.map(String::as_str).unwrap_or_default().split(',').map(str::trim).filter(|item| !item.is_empty())
}

impl From<LabelError> for ServerError {
    fn from(error: LabelError) -> Self {
        let code = match &error {
            LabelError::Broken(what) => return Self::broken(what.clone()),
            LabelError::Logo(_) => RejectedCode::WrongShape,
            _ => RejectedCode::OutOfRange,
        };
        let path = match &error {
            LabelError::LineTooLong { .. } => "line",
            LabelError::LinkTooLong { .. } => "link",
            LabelError::Logo(_) => "logo",
            LabelError::Skipped { .. } => "skipped",
            _ => "format",
        };
        Rejected::because(code, path, error.to_string()).into()
    }
}
