## 公共页面

page-device-ours = 本设备由我们提供服务。
page-device-open = 在 Onsite 中打开
page-device-phone = 服务电话：
page-device-say-code = 联系我们时，请报上面的设备码。
page-code-misread = 设备码有误
page-code-misread-advice = 有一个字符错误，或相邻两个字符颠倒。请重新扫描标签，或对照标签上的设备码重新输入。
