# 本机设置
settings-title = 设置
settings-language = 语言
settings-language-zh = 中文
settings-language-en = English

settings-look = 显示
settings-theme = 配色
settings-theme-system = 跟随系统
settings-theme-light = 浅色
settings-theme-dark = 深色
settings-theme-sunlight = 阳光下
settings-theme-more = “阳光下”为白底黑字加粗线条，适合强光环境。
settings-text = 字号
settings-text-less = 缩小字号
settings-text-more = 放大字号
settings-text-percent = {$percent} %
settings-preview-title = 3 号冷水机组 · 高压报警
settings-preview-more = B 栋地下机房 · 13:30–15:00

settings-photos = 照片
settings-photo-size = 照片尺寸
settings-photo-company = 按公司设置
settings-photo-company-px = 按公司设置（{$px} 像素）
settings-photo-small = 小（1280 像素）
settings-photo-medium = 中（2048 像素）
settings-photo-large = 大（4096 像素）
settings-photo-more = 指长边。小照片发送更快，需看清小字时请用大尺寸。之前拍摄的照片不受影响。
settings-wifi = 仅在 Wi-Fi 下发送照片和文件
settings-wifi-hint = 文字始终立即发送，照片等到不按流量计费的网络再发。

settings-way = 路上
settings-map = 导航应用
settings-map-system = 跟随系统
settings-map-amap = 高德地图
settings-map-baidu = 百度地图
settings-map-google = 谷歌地图
settings-map-apple = 苹果地图
settings-place = 操作时记录位置
settings-place-hint = 仅在您按下“到达”“完工”等按钮的那一刻记录，其间和后台从不定位。位置随该操作发送给公司，可随时关闭。

settings-users = 本机用户
settings-user-active = 使用中
settings-user-removed = 已移除
settings-user-unknown = 未知用户
settings-user-waiting = {$count} 条待发送
settings-user-add = 添加用户
settings-user-add-more = 用于共用平板，需调度员的二维码
settings-switch-title = 切换为{$name}？
settings-switch-what = 之后显示对方的工单，新的记录也归于对方，无需信号。待发送的内容仍归原记录人。
settings-switch = 切换

settings-phone = 本机
settings-phone-name = 名称
settings-phone-company = 公司
settings-phone-server = 服务器
settings-phone-version = 版本
settings-phone-keys = 密钥存放
settings-phone-records = 本机记录数
settings-phone-room = 占用空间
settings-phone-room-of = 数据 {$data}，照片 {$pictures}
settings-phone-id = 终端编号

settings-leaving = 更换或交回手机
settings-leaving-more = 退出登录、换手机或交回手机前，请先在此确认没有遗留内容。
settings-leaving-open = 检查并退出
settings-leaving-give-back = 退出并清除本机数据
settings-leaving-ask = 全部内容发送并得到服务器确认之后，本机上的工单、照片和密钥才会被清除。此前不会删除任何内容；没有信号时会一直等待。之后要再用本机，需重新扫描调度员的二维码。
settings-leaving-do = 退出
settings-leaving-not = 不退出了
settings-leaving-asked = 正在退出：等待服务器确认
settings-leaving-asked-more = 有信号时先发送全部内容，服务器逐项确认后清除本机。在此之前仍可照常工作。
settings-leaving-by-office = 由办公室办理
settings-leaving-unsent = 还有 {$count} 项未发送
settings-leaving-unsent-more = 这些内容只在本机上。请在有信号处同步，或在下方存为文件交给调度员。在此之前不要卸载应用。
settings-leaving-all-sent = 内容已全部发送
settings-leaving-all-sent-more = 现在交回手机不会丢失任何内容。
settings-leaving-step-sync = 同步，直到没有待发送的内容。
settings-leaving-step-office = 告知调度员：办公室会停用本机，并可清除其中的数据。
settings-leaving-step-office-at = 告知调度员（{$phone}）：办公室会停用本机，并可清除其中的数据。
settings-leaving-step-new = 在新手机上扫描调度员出示的二维码，首次同步后即可看到工单。

settings-to-enrol = 加入公司
settings-hints-again = 重新显示新手提示
