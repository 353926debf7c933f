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
    Recovered = "{0}：原样恢复 {1} 项，重做 {2} 项，已有 {3} 项，文件 {4} 个，已移出本机的记录 {5} 份。", "{0}: {1} units as they were, {2} done again, {3} known already, {4} files, {5} records of what had left.";
    Broken = "程序内部或本地数据出错；onsite doctor 可检查本地数据。", "Something is wrong inside or with the local data; onsite doctor checks the data.";
    CannotRead = "无法识别“{0}”，请写成：{1}。", "{0} cannot be read; write it like this: {1}.";
    Usage = "用法：{0}", "Usage: {0}";
    UsageHelp = "在命令后加 --help 可查看用法。", "--help after a command says what it takes.";
    UsageNoSuchCommand = "没有“{0}”这个命令。", "There is no command {0}.";
    UsagePerhaps = "是否想写：{0}？", "Perhaps {0} was meant.";
    UsageNoSuchArgument = "此处不能使用“{0}”。", "{0} is not possible here.";
    UsageMissing = "缺少：{0}。", "Missing: {0}.";
    UsageMissingCommand = "请写明要执行的命令。", "Say which command.";
    UsageBadValue = "“{1}”的值“{0}”无法识别。", "{0} is no value for {1}.";
    UsageValueMissing = "“{0}”后面需要一个值。", "{0} needs a value after it.";
    UsageNoValue = "“{1}”不带值，请去掉“{0}”。", "{1} takes no value; leave out {0}.";
    UsageConflict = "“{0}”不能与“{1}”同时使用。", "{0} does not go together with {1}.";
    UsageOnce = "“{0}”只能写一次。", "{0} can be given only once.";
    UsageNotText = "有参数不是有效的 UTF-8 文字。", "An argument is no valid UTF-8 text.";
    AndOlder = "另有 {0} 项更早的未列出；onsite outbox 项号 可逐项查看。", "{0} older ones are not listed; onsite outbox UNIT shows each.";
    NearlyFull = "{0} 快写满了，还可写 {1} 次；请及时转到后续工单。", "{0} is nearly full: {1} more entries; go on in a follow-up before that.";
    NothingNamed = "没有找到{0}“{1}”。", "There is no {0} {1} here.";
    SeveralNamed = "有多个{0}与“{1}”相符，请写得更完整：", "Several of {0} match {1}; be more exact:";
    Labels = "标签", "Labels";
    Reason = "原因", "Reason";
    LabelBound = "贴上", "put on";
    LabelReleased = "取下", "taken off";
    CodeMisread = "设备码 {0} 有误：有字符错误，或相邻两个字符颠倒。请对照标签重新输入。", "The device code {0} has a mistake: a character is wrong, or two neighbours are swapped. Type it again as it is printed.";
    CodeNear = "设备码 {0} 有一处错误，可能是以下之一：", "The device code {0} has a mistake; perhaps it is one of these:";
    CodeRead = "读到", "Read";
    CodeOfBytes = "不是文字的数据", "data that is no text";
    NoCodeInPicture = "图片中没有找到码。请靠近一些、避开反光重新拍摄，或照标签上的字符输入。", "No code was found in the picture. Take it from closer and without glare, or type what is printed under the code.";
    SeveralCodes = "图片中有 {0} 个码，请自行选择其中一个。", "There are {0} codes in the picture; choose one of them yourself.";
    CodeUnknown = "没有设备使用此码。如要把它绑定到一台设备：", "No device has this code. To bind it to one:";
    DevicePlaceholder = "设备", "DEVICE";
    PictureEmpty = "{0} 是空文件：请另选一个，或重新拍摄。", "{0} is empty; choose another file, or take the picture again.";
    PictureTooManyBytes = "{0} 太大（超过 64 MB）：请缩小后再试。", "{0} is too large (more than 64 MB); save it smaller.";
    PictureTooManyPixels = "{0} 超过 1 亿像素：请缩小，或只截取有码的部分。", "{0} has more than 100 million pixels; save it smaller, or cut out the code.";
    PictureUnknownFormat = "{0} 既不是 PNG 也不是 JPEG：请另存为其中一种格式。", "{0} is neither PNG nor JPEG; save it as one of these.";
    PictureAnimated = "{0} 是动画：请把其中一帧另存为图片。", "{0} is animated; save one picture of it.";
    PictureDamaged = "{0} 已损坏或不完整：请重新复制，或重新拍摄。", "{0} is damaged or cut off; copy it again, or take the picture again.";
    FileFailed = "无法读写文件 {0}。", "The file {0} cannot be read or written.";
    NotConfirmed = "未确认，没有执行任何操作。用 --yes 可跳过询问。", "Not confirmed; nothing was done. --yes answers in advance.";
    PlainHttp = "服务器 {0} 不使用加密连接（TLS）。如确需使用，请加 --allow-plain-http。", "The server {0} does not use TLS. If that is meant, add --allow-plain-http.";
    Enrolling = "正在注册", "Enrolling";
    Enrolled = "已在 {0} 注册。", "Enrolled with {0}.";
    EnrolledUser = "{1} 已加入本终端，现在由其使用（{0}）。onsite user switch 可切换人员。", "Enrolled with {0}: {1} shares this field device and is at work now. onsite user switch changes that.";
    UserSwitched = "现在由 {0} 使用本终端。", "{0} is at work on this field device now.";
    UserAtWork = "当前使用", "at work";
    UserRemoved = "已被停用", "taken off";
    LogIn = "登录名", "Log-in";
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
    SyncAppTooOld = "本程序版本过旧：您的记录已全部送达，但升级之前收不到新内容。请安装新版本。", "This program is too old for the server: what you recorded has arrived, and nothing new comes before you install a newer version.";
    SyncRevoked = "本终端已被停用；未发送的内容可用 onsite export 导出。", "This field device was revoked; onsite export saves what was not sent.";
    SyncWiped = "按公司服务器的指令，本终端的数据已清除。", "This field device was wiped, as the company's server ordered.";
    Stopped = "已停止；内容已保留。", "Stopped; everything is kept.";
    WipeWaits = "公司要求清除本终端；尚无回执：{0} 项、文件 {1} 个、被拒内容 {2} 项、旧数据 {3} 份。", "The company ordered this field device to be wiped; without a receipt are {0} units, {1} files, {2} refused or unreadable things, {3} old stores.";
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
    SignedReportWritten = "已签字的服务报告：{0}", "The signed report: {0}";
    CopyWritten = "副本（无签字）：{0}（{1} 页）；已签字的报告请去掉 --language 再导出。", "A copy without the signature: {0} ({1} pages); without --language the signed report itself is written.";
    NoRootKey = "--root 应为 64 位十六进制数字，或存放公司根密钥的文件。", "--root is 64 hexadecimal digits, or a file that holds the company's root key.";
    DraftReportWritten = "服务报告草稿：{0}（{1} 页）", "The report as it stands, not signed: {0} ({1} pages)";
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

#[cfg(test)]
mod tests {
    use super::*;
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
    fn values_are_filled_in_as_they_are() {
        assert_eq!(T::NothingNamed.with(Language::En, &["order", "{0}"]), "There is no order {0} here.");
        assert_eq!(T::NothingNamed.with(Language::Zh, &["工单"]), "没有找到工单“”。");
    }
}
