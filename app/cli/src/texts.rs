//! Every sentence and label that the command line says, in both languages. (The help is in `help_zh`, refusals are in
//! `onsite_domain::RejectedCode`.)

use onsite_domain::Language;

macro_rules! texts {
    ($($name:ident = $zh:literal, $en:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum T { $($name,)* }

        impl T {
            #[cfg(test)]
            const ALL: &'static [T] = &[$(T::$name,)*];

            pub(crate) const fn in_language(self, language: Language) -> &'static str {
                match (self, language) {
                    $((T::$name, Language::Zh) => $zh, (T::$name, Language::En) => $en,)*
                }
            }
        }
    };
}

texts! {
    ExitCodes = "退出码：", "Exit codes:";
    ExitOk = "成功", "done";
    ExitRejected = "规则不允许；可更正后重试", "a rule said no; you can act on it";
    ExitUsage = "命令或参数不正确", "wrong command or arguments";
    ExitUnavailable = "离线或暂不可用；数据已保留", "offline or not available now; everything is kept";
    ExitBroken = "程序或本地数据有问题", "the program or its data is damaged";
    ExitNotEnrolled = "本终端尚未注册", "this field device is not enrolled";
    ExitNeedsAttention = "已完成，但有内容需要人工处理", "done, and something needs a person";
    NoDataDirectory = "不知道数据目录在哪里：请用 --data 指定。", "No place for data is known: give one with --data.";
    NotEnrolled = "本终端尚未注册：请执行 onsite enrol，并附上调度员提供的链接。", "This field device is not enrolled: run onsite enrol with the link from the dispatcher.";
    Unavailable = "现在无法完成；已有内容全部保留。", "This is not possible now; everything is kept.";
    KeyLost = "本地数据库的密钥已丢失；文件未被改动。onsite doctor 会说明如何处理。", "The key of the local database is gone; the file was left untouched. onsite doctor says what to do.";
    KeyRestored = "密钥已放回；本地数据可以打开了。", "The key is back; the local data opens.";
    StoreSetAside = "原数据已移到 {0}，没有删除任何内容。", "The old data was moved to {0}; nothing was deleted.";
    DamagedSetAside = "本地数据库无法打开，已移到 {0}，改用新的数据库。请先同步，再执行 onsite recover。", "The local database could not be opened; it was moved to {0} and a fresh one took its place. Sync, then run onsite recover.";
    NothingToRecover = "没有需要恢复的旧数据。", "There is nothing to recover.";
    Recovered = "{0}：原样恢复 {1} 项，重做 {2} 项，已有 {3} 项，文件 {4} 个。", "{0}: {1} units as they were, {2} done again, {3} known already, {4} files.";
    Broken = "程序内部或本地数据出错；onsite doctor 可检查本地数据。", "Something is wrong inside or with the local data; onsite doctor checks the data.";
    NothingNamed = "没有找到{0}“{1}”。", "There is no {0} {1} here.";
    SeveralNamed = "有多个{0}与“{1}”相符，请写得更完整：", "Several of {0} match {1}; be more exact:";
    FileFailed = "无法读写文件 {0}。", "The file {0} cannot be read or written.";
    NotConfirmed = "未确认，没有执行任何操作。用 --yes 可跳过询问。", "Not confirmed; nothing was done. --yes answers in advance.";
    PlainHttp = "服务器 {0} 不使用加密连接（TLS）。如确需使用，请加 --allow-plain-http。", "The server {0} does not use TLS. If that is meant, add --allow-plain-http.";
    Enrolling = "正在注册", "Enrolling";
    Enrolled = "已在 {0} 注册。", "Enrolled with {0}.";
    EnrolledNext = "下一步：onsite sync", "Next: onsite sync";
    EnrolAsk = "与调度员屏幕上的一致吗？(y/N)", "Is this what the dispatcher's screen shows? (y/N)";
    Host = "服务器", "Server";
    Fingerprint = "公司密钥指纹", "Fingerprint of the company";
    Syncing = "正在同步", "Syncing";
    SyncComplete = "同步完成：已确认 {0} 项，收到 {1} 处更新，上传文件 {2} 个。", "Synced: {0} confirmed, {1} updates received, {2} files sent.";
    SyncOffline = "没有网络；内容已保留，稍后自动再试。", "No connection; everything is kept and goes later.";
    SyncNotOurServer = "回应的不是本公司服务器（{0}）；可能需要先登录当前网络。", "Something else than the company's server answered ({0}); perhaps this network wants a log-in first.";
    SyncUnavailable = "服务器暂不可用（{0}）；内容已保留。", "The server is not available now ({0}); everything is kept.";
    SyncServerOlder = "服务器版本较旧，尚不能接收部分内容；内容已保留。", "The server is older than this program and cannot take some of this yet; it is kept.";
    SyncRevoked = "本终端已被停用；未发送的内容可用 onsite export 导出。", "This field device was revoked; onsite export saves what was not sent.";
    SyncWiped = "按公司服务器的指令，本终端的数据已清除。", "This field device was wiped, as the company's server ordered.";
    Stopped = "已停止；内容已保留。", "Stopped; everything is kept.";
    WipeWaits = "公司要求清除本终端；尚无回执：{0} 项、文件 {1} 个、旧数据 {2} 份。", "The company ordered this field device to be wiped; without a receipt are {0} units, {1} files, {2} old stores.";
    Waiting = "待发送：{0} 项，文件 {1} 个。", "Waiting to go: {0}, files {1}.";
    RefusedCount = "需要处理：{0} 项，见 onsite outbox。", "{0} need attention: see onsite outbox.";
    Data = "数据目录", "Data";
    Server = "服务器", "Server";
    User = "人员", "User";
    FieldDevice = "终端", "Field device";
    LastSync = "上次同步", "Last sync";
    WaitingUnits = "待发送", "Waiting";
    WaitingBlobs = "待上传文件", "Files waiting";
    Refused = "被拒绝或待复核", "Refused or in review";
    Attention = "待处理", "Attention";
    Keys = "密钥存放", "Keys kept in";
    Unit = "编号", "Unit";
    What = "内容", "What";
    Since = "时间", "Since";
    State = "状态", "State";
    Why = "原因", "Why";
    SetAside = "已被搁置：", "Set aside:";
    OutboxEmpty = "全部已送达服务器。", "Everything has reached the server.";
    Kind = "类型", "Kind";
    Name = "名称", "Name";
    NothingFound = "没有找到。", "Nothing found.";
    About = "对象", "About";
    NothingToDecide = "没有待处理事项。", "Nothing to decide.";
    Recorded = "已记录（第 {0} 项，待发送）。", "Recorded (unit {0}, waiting to go).";
    NowIn = "现在的状态：{0}。", "Now: {0}.";
    Step = "步骤", "Step";
    NothingMissing = "没有缺项，可以完工。", "Nothing is missing.";
    Claimed = "已抢单，待确认", "claimed, waiting";
    Number = "编号", "Number";
    Window = "时间窗", "Window";
    Title = "标题", "Title";
    Until = "截止", "Until";
    NoOffers = "没有可抢的工单。", "No order to claim.";
    ClaimWaits = "已抢单，等待服务器确认。", "Claimed; waiting for confirmation by the server.";
    Expected = "要求", "Expected";
    Answer = "答案", "Answer";
    NoSteps = "没有作业步骤。", "No steps.";
    Symptoms = "现象", "Symptoms";
    Models = "型号", "Models";
    Cause = "原因", "Cause";
    WhatHelped = "处理方法", "What helped";
    Danger = "危险提示", "Danger";
    NoVan = "没有个人备件库。", "No van.";
    BelowMinimum = "低于最低库存", "below minimum";
    VanNotHeld = "本终端不持有此备件库，只能查看。", "This field device does not hold this van and may only look.";
    VanEmpty = "没有库存。", "It is empty.";
    Quantity = "数量", "Quantity";
    Condition = "状况", "Condition";
    Serial = "序列号", "Serial";
    Wanted = "申请", "Wanted";
    Issued = "发出", "Issued";
    Accepted = "接收", "Accepted";
    HandedOver = "已出库。请同事执行 onsite part take，并附上：", "Handed over. The colleague runs onsite part take with:";
    Model = "型号", "Model";
    Codes = "设备码", "Codes";
    Customer = "客户", "Customer";
    Site = "地点", "Site";
    Location = "位置", "Location";
    InstalledOn = "安装日期", "Installed";
    WarrantyEnds = "保修截止", "Warranty ends";
    LifeCycle = "生命周期", "Life cycle";
    Components = "部件", "Components";
    Position = "部位", "Position";
    Meters = "计数器", "Meters";
    Reading = "读数", "Reading";
    PastVisits = "历史服务", "Past visits";
    Articles = "知识条目", "Articles";
    Priority = "优先级", "Priority";
    Device = "设备", "Device";
    NextPress = "下一步", "Next";
    NoJobs = "没有任务。", "No jobs.";
    Unsent = "未发送", "unsent";
    OrderMade = "已建工单 {0}。", "Order {0} made.";
    Asked = "客户描述", "Asked";
    Address = "地址", "Address";
    AccessNotes = "进场说明", "Access";
    Contact = "联系人", "Contact";
    PlannedParts = "计划备件", "Planned parts";
    Visit = "上门服务", "Visit";
    Lead = "负责人", "Lead";
    Time = "工时", "Time";
    PartsUsed = "已用备件", "Parts used";
    Notes = "记录", "Notes";
    Question = "问题", "Question";
    Payer = "付款方", "Who pays";
    Amount = "金额", "Amount";
    Tax = "税额", "Tax";
    Total = "合计", "Total";
    SignatureKept = "签字结果已保存。内容指纹：{0}", "Kept. Fingerprint of what was shown: {0}";
    PartsToTake = "要带的备件", "Parts to take";
    ToolsToTake = "要带的工具", "Tools to take";
    Needed = "需要", "Needed";
    InVan = "车上", "In the van";
    Lacking = "缺少", "Lacking";
    NotHeld = "不在手上", "not held";
    CalibrationOver = "校准过期", "calibration is over";
    Examining = "正在检查", "Checking";
    Sound = "正常", "sound";
    NotSound = "有问题", "not sound";
    Exporting = "正在导出", "Exporting";
    Exported = "已导出 {0} 项和 {1} 个文件到 {2}。", "{0} units and {1} files written to {2}.";
}

impl T {
    /// The text with `{0}`, `{1}`, ... filled in.
    pub(crate) fn with(self, language: Language, values: &[&str]) -> String {
        let mut text = String::new();
        let mut rest = self.in_language(language);
        // Left to right, so that a value that looks like a placeholder stays what it is.
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let (place, behind) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(place.parse::<usize>().ok().and_then(|place| values.get(place)).copied().unwrap_or_default());
            rest = behind;
        }
        text.push_str(rest);
        text
    }
}

/// The label of a code of the domain; a code without a label (a newer server's) shows as itself.
pub(crate) fn label(language: Language, code: &str) -> String {
    let found = LABELS.iter().find(|(known, ..)| *known == code);
    match (found, language) {
        (Some((_, zh, _)), Language::Zh) => (*zh).to_owned(),
        (Some((_, _, en)), Language::En) => (*en).to_owned(),
        (None, _) => code.replace('_', " "),
    }
}

/// Code, Chinese, English.
const LABELS: &[(&str, &str, &str)] = &[
    // Words.
    ("work_order", "工单", "order"),
    ("visit", "上门服务", "visit"),
    ("device", "设备", "device"),
    ("procedure_draft", "作业程序草稿", "procedure draft"),
    ("part_request", "备件申请", "part request"),
    ("organisation", "组织", "organisation"),
    ("team", "班组", "team"),
    ("user", "人员", "user"),
    ("field_device", "终端", "field device"),
    ("customer", "客户", "customer"),
    ("site", "地点", "site"),
    ("contact", "联系人", "contact"),
    ("request", "服务请求", "request"),
    ("part", "备件", "part"),
    ("tool", "工具仪器", "tool"),
    ("stock_location", "库位", "stock location"),
    ("price_list", "价目表", "price list"),
    ("service_item", "服务项目", "service item"),
    ("contract", "合同", "contract"),
    ("warranty", "保修", "warranty"),
    ("procedure", "作业程序", "procedure"),
    ("article", "知识条目", "article"),
    ("bulletin", "通告", "bulletin"),
    ("fault_code", "故障代码", "fault code"),
    ("order_kind", "工单类型", "kind of order"),
    ("service_level", "服务级别", "service level"),
    ("calendar", "工作日历", "calendar"),
    ("maintenance_plan", "保养计划", "maintenance plan"),
    ("questionnaire", "问卷", "questionnaire"),
    ("field_definition", "自定义字段", "field definition"),
    ("settings", "设置", "settings"),
    ("unit", "待发送项", "unit"),
    ("attention", "待处理事项", "attention item"),
    ("step", "步骤", "step"),
    ("offer", "抢单", "offer"),
    ("question", "问题", "question"),
    ("quote", "报价", "quote"),
    // States of units.
    ("waiting", "待发送", "waiting"),
    ("rejected", "被拒绝", "refused"),
    ("review", "待复核", "in review"),
    // Status of visits and orders.
    ("planned", "待接单", "planned"),
    ("accepted", "已接受", "accepted"),
    ("confirmed", "已与客户确认", "confirmed"),
    ("travelling", "在途", "travelling"),
    ("on_site", "已到场", "on site"),
    ("working", "作业中", "working"),
    ("paused", "已暂停", "paused"),
    ("finished", "已完工", "finished"),
    ("not_completed", "未完成", "not completed"),
    ("second_visit_needed", "需再次上门", "second visit needed"),
    ("returned", "已退回", "returned"),
    ("reviewed", "已审核", "reviewed"),
    ("cancelled", "已取消", "cancelled"),
    ("new", "新建", "new"),
    ("verified", "已核实", "verified"),
    ("offered", "待抢单", "offered"),
    ("scheduled", "已排程", "scheduled"),
    ("under_way", "进行中", "under way"),
    ("follow_up", "需跟进", "follow-up"),
    ("done", "已完成", "done"),
    ("closed", "已关闭", "closed"),
    // Kinds, modes, priorities.
    ("consult", "咨询", "consult"),
    ("repair", "维修", "repair"),
    ("install", "安装", "install"),
    ("inspect", "巡检", "inspect"),
    ("maintain", "保养", "maintain"),
    ("survey", "勘查", "survey"),
    ("train", "培训", "train"),
    ("replace", "更换", "replace"),
    ("retire", "退役", "retire"),
    ("onsite", "上门", "onsite"),
    ("remote", "远程", "remote"),
    ("workshop", "返修", "workshop"),
    ("critical", "紧急", "critical"),
    ("high", "高", "high"),
    ("normal", "普通", "normal"),
    ("low", "低", "low"),
    // Attention.
    ("field_conflict", "字段冲突", "two values for a field"),
    ("entry_conflict", "记录冲突", "two answers to one thing"),
    ("illegal_press", "不合流程的操作", "press out of order"),
    ("claim_conflict", "抢单冲突", "two claims"),
    ("late_work", "改派后的作业", "work after reassignment"),
    ("signed_differs", "签字内容有差异", "signed state differs"),
    ("refused", "被拒绝的修改", "refused change"),
    ("out_of_limits", "读数超限", "reading out of limits"),
    ("proposed_correction", "更正建议", "proposed correction"),
    ("help_asked", "求助未答复", "question without answer"),
    ("stock_discrepancy", "库存差异", "stock discrepancy"),
    ("count_difference", "盘点差异", "count differs"),
    ("code_conflict", "一码多物", "one code on two devices"),
    ("field_device_forked", "终端被复制", "field device was copied"),
    ("clock_jump", "时钟异常", "clock jumped"),
    ("parts_wanted", "备件待批", "parts wanted"),
    ("not_accepted", "客户未验收", "not accepted"),
    ("likely_duplicate", "疑似重复工单", "likely duplicate"),
    // Presses.
    ("accept", "接单", "accept"),
    ("confirm_with_customer", "与客户确认", "confirm with customer"),
    ("depart", "出发", "set out"),
    ("arrive", "到场", "arrive"),
    ("start", "开始作业", "start"),
    ("pause", "暂停", "pause"),
    ("resume", "继续", "resume"),
    ("finish", "完工", "finish"),
    ("cannot_complete", "无法完成", "cannot complete"),
    ("review_accept", "审核通过", "review accepted"),
    ("review_return", "审核退回", "review returned"),
    ("verify", "核实", "verify"),
    ("schedule", "排程", "schedule"),
    ("reschedule", "改期", "reschedule"),
    ("close", "关闭", "close"),
    ("cancel", "取消", "cancel"),
    ("reopen", "重开", "reopen"),
    // Steps.
    ("check", "检查", "check"),
    ("choice", "选择", "choice"),
    ("measurement", "测量", "measurement"),
    ("text", "文字", "text"),
    ("photo", "照片", "photo"),
    ("scan", "扫码", "scan"),
    ("signature", "签字", "signature"),
    ("yes", "是", "yes"),
    ("no", "否", "no"),
    ("not_applicable", "不适用", "not applicable"),
    // What is missing.
    ("answer", "缺少答案", "no answer"),
    ("note_or_photo", "缺少说明或照片", "no note or photo"),
    ("instrument", "缺少测量仪器", "no instrument"),
    ("field", "缺少必填项", "required field"),
    // Time.
    ("travel", "路途", "travel"),
    ("work", "作业", "work"),
    ("wait", "等待", "wait"),
    ("break", "休息", "break"),
    // Parts and stock.
    ("good_used", "良品旧件", "good used"),
    ("defective", "坏件", "defective"),
    ("requested", "已申请", "requested"),
    ("approved", "已批准", "approved"),
    ("partly_issued", "部分发出", "partly issued"),
    ("issued", "已发出", "issued"),
    ("empty", "空", "empty"),
    // Device.
    ("limited", "受限运行", "limited"),
    ("stopped", "停机", "stopped"),
    // Cover and charges.
    ("labour", "工时费", "labour"),
    ("call_out", "上门费", "call-out"),
    ("other", "其他", "other"),
    ("goodwill", "善意承担", "goodwill"),
    // Verdicts.
    ("accepted_with_reservations", "有保留验收", "accepted with reservations"),
    ("not_solved", "未解决", "not solved"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use onsite_domain::{
        Word,
        acceptance::{DeviceState, Verdict},
        attention::AttentionKind,
        charge::ChargeKind,
        cover::Payer,
        missing::MissingKind,
        movement::Condition,
        part_request::PartRequestStatus,
        press::Press,
        step::StepKind,
        time_entry::TimeKind,
        visit_status::VisitStatus,
        work_order::{KINDS, MODES, PRIORITIES},
        work_order_status::WorkOrderStatus,
    };
    use std::collections::BTreeSet;

    #[test]
    fn every_text_is_there_in_both_languages_with_the_same_places() {
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
        };
        for text in T::ALL {
            let (zh, en) = (text.in_language(Language::Zh), text.in_language(Language::En));
            assert!(!zh.is_empty() && !en.is_empty(), "{text:?}");
            assert!(en.is_ascii(), "{text:?}: {en}");
            assert_eq!(places(zh), places(en), "{text:?}");
        }
    }

    #[test]
    fn every_code_that_is_shown_has_a_label() {
        let mut codes: Vec<&str> = Vec::new();
        codes.extend(Word::ALL.iter().map(|code| code.as_str()));
        codes.extend(AttentionKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(VisitStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(WorkOrderStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(Press::ALL.iter().map(|code| code.as_str()));
        codes.extend(StepKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(MissingKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(TimeKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(Condition::ALL.iter().map(|code| code.as_str()));
        codes.extend(PartRequestStatus::ALL.iter().map(|code| code.as_str()));
        codes.extend(DeviceState::ALL.iter().map(|code| code.as_str()));
        codes.extend(Verdict::ALL.iter().map(|code| code.as_str()));
        codes.extend(ChargeKind::ALL.iter().map(|code| code.as_str()));
        codes.extend(Payer::ALL.iter().map(|code| code.as_str()));
        codes.extend(KINDS.iter().chain(MODES).chain(PRIORITIES));
        let known: BTreeSet<&str> = LABELS.iter().map(|(code, ..)| *code).collect();
        assert_eq!(known.len(), LABELS.len(), "a code stands twice");
        let missing: Vec<&str> = codes.into_iter().filter(|code| !known.contains(code)).collect();
        assert_eq!(missing, Vec::<&str>::new());
        assert!(LABELS.iter().all(|(_, zh, en)| !zh.is_ascii() && en.is_ascii()));
    }

    #[test]
    fn values_are_filled_in_as_they_are() {
        assert_eq!(T::NothingNamed.with(Language::En, &["order", "{0}"]), "There is no order {0} here.");
        assert_eq!(T::NothingNamed.with(Language::Zh, &["工单"]), "没有找到工单“”。");
        assert_eq!(label(Language::En, "of_a_newer_server"), "of a newer server");
    }
}
