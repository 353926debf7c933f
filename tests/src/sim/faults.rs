//! Faults of machines: power, disks, clocks, restored and cloned phones, restored servers, revocations.

use super::{
    checkers::nothing_lost,
    company,
    fleet::{Failure, Fleet},
    net::Weather,
    phone::SimPhone,
    versions,
};
use onsite_domain::Author;
use onsite_server::ServerError;
use onsite_store::Connection;
use rand::RngExt as _;

const YEAR_MS: i64 = 365 * 86_400_000;

/// Perhaps something happens to the phone's disk during the next event.
pub fn maybe_plan(fleet: &mut Fleet, place: usize) {
    let Some(phone) = fleet.phones.get(place) else { return };
    match fleet.rng.random_range(0..40u32) {
        0 => {
            phone.disk.cut_power_at_write(fleet.rng.random_range(1..40));
            fleet.trace.fault("phone: power cut at a write");
        }
        1 => {
            phone.disk.cut_power_at_sync(fleet.rng.random_range(1..5));
            fleet.trace.fault("phone: power cut at a sync");
        }
        2 => {
            phone.disk.fill_after(fleet.rng.random_range(0..40_000));
            fleet.trace.fault("phone: disk full");
        }
        _ => {}
    }
}

pub fn maybe_plan_server(fleet: &mut Fleet) {
    let disk = &fleet.server.disk;
    match fleet.rng.random_range(0..50u32) {
        0 => {
            disk.cut_power_at_write(fleet.rng.random_range(1..60));
            fleet.trace.fault("server: power cut at a write");
        }
        1 => {
            disk.cut_power_at_sync(fleet.rng.random_range(1..5));
            fleet.trace.fault("server: power cut at a sync");
        }
        2 => {
            disk.fill_after(fleet.rng.random_range(0..60_000));
            fleet.trace.fault("server: disk full");
        }
        _ => {}
    }
}

/// A fault that is an event of its own.
///
/// # Errors
/// What broke by it.
pub fn strike(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    let choice = fleet.rng.random_range(0..100u32);
    let boot = fleet.rng.random_range(2000..u64::MAX);
    let Some(phone) = fleet.phones.get_mut(place) else { return Ok(()) };
    match choice {
        0..12 => {
            fleet.trace.fault("phone: power cut");
            phone.disk.power_cut();
            Ok(())
        }
        12..18 => {
            fleet.trace.fault("phone: process killed");
            phone.kill();
            Ok(())
        }
        18..34 => {
            phone.is_offline = !phone.is_offline;
            fleet.trace.fault("phone: partition begins or ends");
            Ok(())
        }
        34..40 => {
            phone.is_deaf = !phone.is_deaf;
            fleet.trace.fault("phone: one-way partition begins or ends");
            Ok(())
        }
        40..52 => {
            let skews = [10 * YEAR_MS, -10 * YEAR_MS, -3_600_000, 5_000, 0];
            phone.clock.set_skew(skews.get(fleet.rng.random_range(0..skews.len())).copied().unwrap_or(0));
            fleet.trace.fault("phone: clock jumps");
            Ok(())
        }
        52..58 => {
            phone.clock.reboot(boot);
            fleet.trace.fault("phone: reboot");
            Ok(())
        }
        58..66 => {
            phone.backup = Some((phone.disk.snapshot(), phone.committed.len()));
            fleet.trace.line("phone: backup taken");
            Ok(())
        }
        66..72 => restore_phone(fleet, place),
        72..75 => clone_phone(fleet, place),
        75..82 => {
            fleet.trace.fault("server: process killed");
            fleet.server.kill();
            Ok(())
        }
        82..85 => {
            fleet.trace.fault("server: power cut");
            fleet.server.disk.power_cut();
            Ok(())
        }
        85 => match fleet.rng.random_range(0..3u32) {
            0 => upgrade_server(fleet),
            1 => versions::drop_old_apps(fleet),
            _ => versions::upgrade_app(fleet, place),
        },
        86..93 => {
            fleet.backup = Some(fleet.server.disk.snapshot());
            fleet.trace.line("server: backup taken");
            Ok(())
        }
        93..98 => restore_server(fleet),
        _ => revoke(fleet, place),
    }
}

/// The phone goes back to its backup: what was not sent since then is gone with the disk.
fn restore_phone(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    let Some(phone) = fleet.phones.get_mut(place) else { return Ok(()) };
    let Some((image, count)) = phone.backup.clone() else { return Ok(()) };
    fleet.trace.fault("phone: restored from a backup");
    let unsent = unsent_intents(phone)?;
    phone.forget_registers();
    let mut place_in_list = 0_usize;
    phone.committed.retain(|unit| {
        place_in_list += 1;
        let is_held = place_in_list <= count || !unit.ids.iter().any(|id| unsent.contains(&id.to_string()));
        if !is_held {
            fleet.lost.extend(&unit.ids);
        }
        is_held
    });
    phone.app = None;
    phone.disk.restore(&image);
    fleet.revive()?;
    forget_what_nobody_holds(fleet)
}

/// What stands on no disk any more, after a server and a phone went back to a backup, cannot be asked for.
fn forget_what_nobody_holds(fleet: &mut Fleet) -> Result<(), Failure> {
    if fleet.restores == 0 || fleet.phones.iter().any(|phone| phone.app.is_none()) {
        return Ok(());
    }
    let store = fleet.server.open_store().map_err(|error| Failure::new("set-up", error.to_string()))?;
    let mut held =
        nothing_lost::on_server(store.database()).map_err(|error| Failure::new("set-up", error.to_string()))?;
    drop(store);
    for app in fleet.phones.iter().filter_map(|phone| phone.app.as_ref()) {
        held.extend(nothing_lost::on_phone(app.database()).map_err(|error| Failure::new("set-up", error.to_string()))?);
    }
    let mut gone = 0_usize;
    for phone in &mut fleet.phones {
        phone.committed.retain(|unit| {
            let is_held = unit.ids.iter().all(|id| held.contains(id.to_string().as_bytes()));
            if !is_held {
                gone = gone.saturating_add(1);
                fleet.lost.extend(&unit.ids);
            }
            is_held
        });
    }
    if gone > 0 {
        fleet.trace.line(&format!("{gone} units stand on no disk any more"));
    }
    Ok(())
}

/// The commands that only this phone has, as one text.
fn unsent_intents(phone: &SimPhone) -> Result<String, Failure> {
    let Some(app) = &phone.app else { return Ok(String::new()) };
    let read = |connection: &Connection| -> Result<String, rusqlite::Error> {
        connection.query_row(
            "SELECT coalesce(group_concat(intent), '') FROM unit WHERE state <> 'accepted'",
            [],
            |row| row.get(0),
        )
    };
    read(app.database()).map_err(|error| Failure::new("set-up", error.to_string()))
}

/// Somebody copies the phone, and both go on.
fn clone_phone(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    if fleet.phones.len() > 5 {
        return Ok(());
    }
    let seed = fleet.rng.random();
    let boot = fleet.rng.random_range(2000..u64::MAX);
    let Some(phone) = fleet.phones.get_mut(place) else { return Ok(()) };
    fleet.trace.fault("phone: cloned");
    phone.app = None;
    let image = phone.disk.snapshot();
    phone.is_cloned = true;
    let clock = super::ports::SimClock::new(fleet.now_ms, boot);
    let name = format!("{}'", phone.name);
    let twin = SimPhone::new(&name, phone.user, seed, &image, phone.keys.copy(), clock);
    let mut twin = twin.map_err(|error| Failure::new("set-up", error.to_string()))?;
    twin.is_cloned = true;
    twin.is_revoked = phone.is_revoked;
    twin.schema = phone.schema;
    fleet.phones.push(twin);
    Ok(())
}

/// The server goes back to its backup, announced by the operator or without a word; perhaps somebody writes before any phone comes back.
fn restore_server(fleet: &mut Fleet) -> Result<(), Failure> {
    let Some(image) = fleet.backup.clone() else { return Ok(()) };
    let is_announced = fleet.rng.random_range(0..3u32) == 0;
    let seen = fleet.server.office(|store| store.epoch()).unwrap_or(0);
    fleet.trace.fault(if is_announced { "server: restored, announced" } else { "server: restored, silent" });
    fleet.restores = fleet.restores.saturating_add(1);
    fleet.server.kill();
    fleet.server.disk.restore(&image);
    if is_announced {
        let announced = fleet.server.open_store().and_then(|mut store| store.announce_restore(seen));
        fleet.trace.event("office announced restore");
        announced.map_err(|error| Failure::new("no_error", format!("announcing a restore: {error:?}")))?;
    }
    fleet.revive()?;
    fleet.phones.iter_mut().for_each(SimPhone::forget_registers);
    forget_what_nobody_holds(fleet)?;
    if fleet.rng.random_range(0..2u32) == 0 {
        fleet.trace.fault("server: written to after the restore");
        let result = super::office::work(fleet);
        fleet.judge_server(result)?;
    }
    if fleet.rng.random_range(0..2u32) == 0 {
        let place = fleet.rng.random_range(0..fleet.phones.len());
        fleet.sync_phone(place, Weather { faults_per_mille: 100 })?;
    }
    Ok(())
}

/// The server learns what the phones know already.
///
/// # Errors
/// When it does not start again.
pub fn upgrade_server(fleet: &mut Fleet) -> Result<(), Failure> {
    if fleet.server.is_older {
        fleet.trace.fault("server: upgraded");
        fleet.server.kill();
        fleet.server.is_older = false;
    }
    fleet.revive()
}

fn revoke(fleet: &mut Fleet, place: usize) -> Result<(), Failure> {
    let Some(phone) = fleet.phones.get_mut(place) else { return Ok(()) };
    if phone.is_revoked || phone.is_cloned {
        return Ok(());
    }
    let Some(field_device) = company::field_device(phone) else { return Ok(()) };
    let author = Author::Console { user: company::DISPATCHER };
    fleet.trace.fault("phone: revoked");
    let result = fleet.server.office(move |store| store.revoke(field_device, &author, "lost"));
    if result.is_ok() {
        phone.is_revoked = true;
    }
    match result {
        Err(ServerError::Rejected(_)) | Ok(()) => Ok(()),
        other => fleet.judge_server(other),
    }
}
