//! The desk's API under `/v1`: what the console and integrations read and do.
//!
//! Invariants
//! - Every handler asks for a session first and for the role's reach second; the default is no.
//! - What changes something goes through the same commands as the command line, and so through policy.
//! - Times are RFC 3339 in fields of the API's own; derived bodies keep their `_ms` keys.

pub(super) mod act;
mod articles;
mod assignments;
mod attention;
mod audit;
mod backups;
mod board;
mod called;
mod catalogue;
mod codes;
mod contractor;
mod counts;
mod custody;
mod device_file;
mod device_history;
mod device_merge;
mod device_models;
mod device_readings;
mod devices;
mod engineers;
mod events;
mod field_devices;
pub(super) mod files;
mod import;
mod inspections;
mod labels;
mod links;
mod maintenance;
mod map;
mod movements;
mod named;
mod names;
pub(super) mod paper;
mod parcels;
mod part_requests;
mod parts;
mod procedures;
mod proposals;
mod reach;
mod records;
mod replies;
mod reports;
mod requests;
mod schedule;
mod search;
mod stock;
mod stock_counts;
mod tables;
mod tokens;
mod users;
mod version_uses;
mod visit_next;
mod visit_parts;
mod visit_review;
mod visit_steps;
mod visits;
mod webhooks;
mod work_order_acts;
mod work_orders;
mod work_sites;

use super::{HttpState, Problem, session};
use crate::ServerError;
use axum::{
    extract::{DefaultBodyLimit, FromRequestParts, Query},
    http::request::Parts,
};
use onsite_domain::{Rejected, RejectedCode};
use serde::de::DeserializeOwned;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route with its description.
pub(super) fn router() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new()
        .routes(routes!(session::who_am_i, session::log_out))
        .routes(routes!(schedule::list))
        .routes(routes!(schedule::unassigned))
        .routes(routes!(engineers::list))
        .routes(routes!(proposals::list))
        .routes(routes!(proposals::plan))
        .routes(routes!(contractor::give))
        .routes(routes!(maintenance::run))
        .routes(routes!(maintenance::list))
        .routes(routes!(maintenance::of_device))
        .routes(routes!(contractor::accept))
        .routes(routes!(contractor::decline))
        .routes(routes!(work_orders::list, work_orders::create))
        .routes(routes!(board::board))
        .routes(routes!(work_orders::get, work_orders::patch))
        .routes(routes!(work_sites::list))
        .routes(routes!(assignments::list))
        .routes(routes!(work_order_acts::assign))
        .routes(routes!(work_order_acts::reschedule))
        .routes(routes!(work_order_acts::offer))
        .routes(routes!(work_order_acts::withdraw_offer))
        .routes(routes!(work_order_acts::press))
        .routes(routes!(work_order_acts::remark))
        .routes(routes!(work_order_acts::decline))
        .routes(routes!(requests::list, requests::create))
        .routes(routes!(requests::get))
        .routes(routes!(requests::press))
        .routes(routes!(requests::order))
        .routes(routes!(links::of_request))
        .routes(routes!(links::of_order))
        .routes(routes!(visits::list))
        .routes(routes!(visits::get))
        .routes(routes!(visit_review::get, visits::review))
        .routes(routes!(replies::reply))
        .routes(routes!(visit_next::follow_up))
        .routes(routes!(visit_next::article))
        .routes(routes!(inspections::sample))
        .routes(routes!(inspections::get, inspections::inspect))
        .routes(routes!(reports::get))
        .routes(routes!(reports::pages))
        .routes(routes!(attention::list))
        .routes(routes!(attention::get))
        .routes(routes!(attention::claim))
        .routes(routes!(attention::decide))
        .routes(routes!(attention::dismiss))
        .routes(routes!(stock::locations))
        .routes(routes!(stock::location))
        .routes(routes!(movements::movements))
        .routes(routes!(stock::issue))
        .routes(routes!(stock::scrap))
        .routes(routes!(stock::settle))
        .routes(routes!(stock::receive))
        .routes(routes!(stock::count))
        .routes(routes!(stock_counts::list))
        .routes(routes!(stock_counts::list_to_count))
        .routes(routes!(custody::get, custody::change))
        .routes(routes!(custody::freeze))
        .routes(routes!(custody::release))
        .routes(routes!(parcels::list))
        .routes(routes!(parcels::accept))
        .routes(routes!(part_requests::list, part_requests::create))
        .routes(routes!(part_requests::get))
        .routes(routes!(part_requests::rule))
        .routes(routes!(catalogue::list))
        .routes(routes!(parts::get))
        .routes(routes!(parts::serial))
        .routes(routes!(parts::low))
        .routes(routes!(parts::set_minimum))
        .routes(routes!(devices::list, devices::create))
        .routes(routes!(devices::get, devices::patch))
        .routes(routes!(device_history::history))
        .routes(routes!(device_readings::readings))
        .routes(routes!(device_merge::bind))
        .routes(routes!(device_merge::release))
        .routes(routes!(device_merge::merge))
        .routes(routes!(device_merge::unmerge))
        .routes(routes!(devices::by_code))
        .routes(routes!(codes::issue))
        .routes(routes!(codes::batches))
        .routes(routes!(codes::batch))
        .routes(routes!(codes::history))
        .routes(routes!(device_models::list))
        .routes(routes!(device_models::get))
        .routes(routes!(labels::print))
        .routes(routes!(records::list))
        .routes(routes!(records::get, records::put))
        .routes(routes!(articles::uses))
        .routes(routes!(procedures::get))
        .routes(routes!(procedures::versions))
        .routes(routes!(procedures::compare))
        .routes(routes!(procedures::check))
        .routes(routes!(procedures::drafts, procedures::begin))
        .routes(routes!(procedures::draft, procedures::edit))
        .routes(routes!(procedures::publish))
        .routes(routes!(procedures::drop_draft))
        .routes(routes!(version_uses::uses, version_uses::move_uses))
        .routes(routes!(search::search))
        .routes(routes!(files::get))
        .routes(routes!(names::names))
        .routes(routes!(counts::counts))
        .routes(routes!(called::called))
        .routes(routes!(audit::list))
        .routes(routes!(field_devices::list))
        .routes(routes!(field_devices::get))
        .routes(routes!(field_devices::revoke))
        .routes(routes!(users::list, users::create))
        .routes(routes!(users::get))
        .routes(routes!(users::disable))
        .routes(routes!(users::enable))
        .routes(routes!(users::invite))
        .routes(routes!(users::password, users::new_password))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::get, webhooks::put, webhooks::delete))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::again))
        .routes(routes!(webhooks::test))
        .routes(routes!(tables::work_orders_csv))
        .routes(routes!(tables::work_orders_xlsx))
        .routes(routes!(tables::requests_csv))
        .routes(routes!(tables::requests_xlsx))
        .routes(routes!(tables::visits_csv))
        .routes(routes!(tables::visits_xlsx))
        .routes(routes!(tables::devices_csv))
        .routes(routes!(tables::devices_xlsx))
        .routes(routes!(tables::movements_csv))
        .routes(routes!(tables::movements_xlsx))
        .routes(routes!(tables::balances_csv))
        .routes(routes!(tables::balances_xlsx))
        .routes(routes!(import::template))
        .routes(routes!(events::stream))
        .routes(routes!(map::get))
        .routes(routes!(map::tile))
        .routes(routes!(map::get_source, map::put_source))
        .routes(routes!(map::test))
        .routes(routes!(backups::list))
        .routes(routes!(paper::get))
        .routes(routes!(paper::get_logo, paper::put_logo, paper::delete_logo))
        .routes(routes!(paper::source))
}

/// Routes that take a company's pages.
pub(super) fn paper_router() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new()
        .routes(routes!(paper::check))
        .routes(routes!(paper::put_template, paper::delete_template))
        .routes(routes!(paper::preview))
}

/// Routes whose bodies are files.
pub(super) fn files() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new().routes(routes!(files::put))
}

/// Tables in, which are larger than what else is sent.
pub(super) fn import_router() -> OpenApiRouter<HttpState> {
    OpenApiRouter::new().routes(routes!(import::import)).layer(DefaultBodyLimit::max(import::BODY_BYTES_MAX))
}

/// The query of a request, refused in the API's own words.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Query(query) = Query::<T>::try_from_uri(&parts.uri).map_err(|_| {
            let detail = "a parameter of the query has the wrong form";
            ServerError::from(Rejected::because(RejectedCode::WrongShape, "query", detail))
        })?;
        Ok(Self(query))
    }
}
