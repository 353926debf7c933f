//! Sixty devices of eight models, with components, meters and codes.

use super::{
    customers,
    loader::{Loader, id, id_at},
    parts, people,
};
use onsite_domain::{
    Id, Subject, Text, Word,
    command::{Command, NewFact},
    device_code::DeviceCode,
    device_record::{DeviceRecord, LifeCycle, Meter, NominalComponent},
    fact_kind::{self, FactBody as _},
    lifecycle::{LifecycleEvent, LifecycleFact},
};

pub(super) struct Model {
    pub(super) name: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Key, name and unit of what it counts, and how much of it in a day.
    pub(super) meter: (&'static str, &'static str, &'static str, &'static str, i64),
    /// Position, name and part of what is built in.
    components: &'static [(&'static str, &'static str, &'static str)],
    pub(super) skill: &'static str,
    pub(super) maintenance: &'static str,
    warranty: &'static str,
}

pub(super) const MODELS: &[Model] = &[
    Model {
        name: "HZ-MR15",
        zh: "1.5T 磁共振成像系统",
        en: "1.5 T MRI system",
        meter: ("compressor_hours", "氦压机运行小时", "Helium compressor hours", "h", 24),
        components: &[
            ("cold head", "冷头", "MR-1001"),
            ("adsorber", "吸附器", "MR-1002"),
            ("head coil", "头颈线圈", "MR-1006"),
        ],
        skill: "mri",
        maintenance: "SOP-MR-PM",
        warranty: "imaging",
    },
    Model {
        name: "HZ-CT64",
        zh: "64 排 CT",
        en: "64-slice CT",
        meter: ("scans", "扫描次数", "Scans", "1", 85),
        components: &[
            ("tube", "X射线管", "CT-2001"),
            ("gantry fan", "机架风扇", "CT-2005"),
            ("laser", "定位激光灯", "CT-2007"),
        ],
        skill: "ct",
        maintenance: "SOP-CT-PM",
        warranty: "imaging",
    },
    Model {
        name: "HZ-DR30",
        zh: "数字化 X 射线摄影系统",
        en: "Digital radiography system",
        meter: ("exposures", "曝光次数", "Exposures", "1", 140),
        components: &[("detector", "平板探测器", "DR-3001"), ("battery", "探测器电池", "DR-3002")],
        skill: "xray",
        maintenance: "SOP-DR-PM",
        warranty: "imaging",
    },
    Model {
        name: "HZ-US8",
        zh: "彩色超声诊断仪",
        en: "Colour ultrasound system",
        meter: ("examinations", "检查次数", "Examinations", "1", 45),
        components: &[("convex probe", "凸阵探头", "US-4001"), ("linear probe", "线阵探头", "US-4002")],
        skill: "ultrasound",
        maintenance: "SOP-US-PM",
        warranty: "imaging",
    },
    Model {
        name: "LC-500",
        zh: "500RT 螺杆冷水机组",
        en: "500 RT screw chiller",
        meter: ("run_hours", "运行小时", "Run hours", "h", 16),
        components: &[("compressor", "螺杆压缩机", "CH-5001"), ("controller", "控制器主板", "CH-5010")],
        skill: "refrigerant",
        maintenance: "SOP-CH-PM",
        warranty: "hvac",
    },
    Model {
        name: "LC-AHU20",
        zh: "20000 m³/h 组合式空调箱",
        en: "20,000 m³/h air handling unit",
        meter: ("run_hours", "运行小时", "Run hours", "h", 18),
        components: &[("inverter", "变频器", "AH-6008"), ("valve", "电动二通阀执行器", "AH-6006")],
        skill: "hvac",
        maintenance: "SOP-AH-PM",
        warranty: "hvac",
    },
    Model {
        name: "LC-VRF16",
        zh: "16 匹多联机室外机",
        en: "16 HP VRF outdoor unit",
        meter: ("run_hours", "运行小时", "Run hours", "h", 12),
        components: &[("compressor", "变频压缩机", "VR-7001"), ("fan motor", "室外风机电机", "VR-7002")],
        skill: "refrigerant",
        maintenance: "SOP-VR-PM",
        warranty: "hvac",
    },
    Model {
        name: "LC-CT150",
        zh: "150 m³/h 冷却塔",
        en: "150 m³/h cooling tower",
        meter: ("run_hours", "运行小时", "Run hours", "h", 16),
        components: &[("fan motor", "冷却塔风机电机", "TW-8001")],
        skill: "hvac",
        maintenance: "SOP-TW-PM",
        warranty: "hvac",
    },
];

pub(super) struct Device {
    pub(super) id: Id,
    pub(super) serial: String,
    pub(super) code: String,
    pub(super) model: &'static Model,
    pub(super) customer: &'static str,
    pub(super) organisation: &'static str,
    pub(super) site: &'static str,
    /// Its place among all devices, from 0.
    pub(super) index: usize,
    /// Among those of its model at its site, from 1.
    piece: usize,
}

impl Device {
    /// How many days before today it was installed: from one and a half years to six.
    pub(super) fn age_days(&self) -> i32 {
        i32::try_from(self.index.saturating_mul(373) % 1_640).unwrap_or(0).saturating_add(560)
    }

    /// What its meter shows on a day.
    pub(super) fn meter_reading(&self, days: i32) -> i64 {
        i64::from(self.age_days().saturating_add(days)).saturating_mul(self.model.meter.4)
    }

    /// Who looks after it.
    pub(super) fn engineer(&self) -> &'static str {
        match (self.organisation, self.model.skill) {
            ("contractor", _) => "wu",
            ("branch", "mri") => "lin",
            ("branch", _) => "chen",
            (_, "mri" | "ct") => "lin",
            (_, "xray" | "ultrasound") => "chen",
            _ => "zhou",
        }
    }
}

/// All sixty, in the order of their sites.
pub(super) fn all() -> impl Iterator<Item = Device> {
    customers::sites()
        .flat_map(|(customer, site)| {
            site.devices
                .iter()
                .flat_map(move |(model, count)| (1..=*count).map(move |piece| (customer, site, *model, piece)))
        })
        .enumerate()
        .filter_map(|(index, (customer, site, model, piece))| {
            let model = MODELS.iter().find(|known| known.name == model)?;
            let serial = format!("{}-{}{:02}", model.name, site.key.to_uppercase().replace('-', ""), piece);
            Some(Device {
                id: id("device", &serial),
                code: code(&serial),
                serial,
                model,
                customer: customer.key,
                organisation: customer.organisation,
                site: site.key,
                index,
                piece,
            })
        })
}

pub(super) fn by_serial(serial: &str) -> Option<Device> {
    all().find(|device| device.serial == serial)
}

/// The code printed on the device.
fn code(serial: &str) -> String {
    let random = id("code", serial).to_bytes().last_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    DeviceCode::from_random(random).into()
}

pub(super) fn load(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for device in all() {
        let age = device.age_days();
        let installed = loader.times.day(age.saturating_neg())?;
        let model = device.model;
        let (key, zh, en, unit, _) = model.meter;
        let components = model.components.iter().map(|(position, name, part)| NominalComponent {
            position: (*position).to_owned(),
            part: Some(id("part", part)),
            name: Text::new(*name, *position),
            serial: format!("{part}/{}", device.index.saturating_add(101)),
            fitted_on: Some(installed),
            expected_life_days: Some(2_920),
            ..NominalComponent::default()
        });
        let body = DeviceRecord {
            serial: device.serial.clone(),
            number: format!("EQ-{:04}", device.index.saturating_add(1)),
            model: model.name.to_owned(),
            maker: parts::maker(model.name).to_owned(),
            name: Text::new(format!("{} {} 号", model.zh, device.piece), format!("{} no. {}", model.en, device.piece)),
            customer: id("customer", device.customer),
            site: Some(id("site", device.site)),
            place: Text::new(format!("{} 号机房", device.piece), format!("Room {}", device.piece)),
            contact: Some(id("contact", device.customer)),
            responsible_engineer: Some(people::user(device.engineer())),
            organisation: Some(id("organisation", "company")),
            sale_number: format!("SO-{:05}", device.index.saturating_mul(7).saturating_add(10_001)),
            warranty: Some(id("warranty", model.warranty)),
            made_on: Some(loader.times.day(age.saturating_add(70).saturating_neg())?),
            bought_on: Some(loader.times.day(age.saturating_add(40).saturating_neg())?),
            installed_on: Some(installed),
            accepted_on: Some(loader.times.day(age.saturating_sub(3).saturating_neg())?),
            support_ends_on: Some(loader.times.day(3_650_i32.saturating_sub(age))?),
            life_cycle: LifeCycle::InUse,
            components: components.collect(),
            meters: vec![Meter {
                key: key.to_owned(),
                name: Text::new(zh, en),
                unit: unit.to_owned(),
                is_counter: true,
            }],
            codes: vec![device.code.clone()],
            ..DeviceRecord::default()
        };
        let serial = device.serial.clone();
        loader.put(Word::Device, &serial, &body)?;
    }
    Ok(())
}

/// When each was installed and accepted, told by the office from its files.
pub(super) fn load_lives(loader: &mut Loader<'_>) -> anyhow::Result<()> {
    for device in all() {
        let mut command = Command::new("take_over_life_cycle");
        for (event, later) in [(LifecycleEvent::Installed, 0_i32), (LifecycleEvent::Accepted, 3)] {
            let happened_ms = loader.times.at(later.saturating_sub(device.age_days()), 10 * 60)?;
            let body = LifecycleFact {
                event,
                happened_ms: Some(happened_ms),
                site: Some(id("site", device.site)),
                note: None,
            };
            command = command.fact(NewFact {
                id: id_at(happened_ms, &device.serial),
                kind: LifecycleFact::KIND.to_owned(),
                subjects: vec![Subject::new(Word::Device, device.id)],
                body: fact_kind::body(&body),
            });
        }
        loader.by_rule(&command)?;
    }
    Ok(())
}
