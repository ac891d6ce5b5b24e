"""Which columns a table of devices or products may have, by the titles that people give them."""

DEVICES: dict[str, tuple[str, ...]] = {
    "serial": (
        "serial", "serial number", "serial no", "sn", "s/n", "device", "序列号", "序列號", "机号",
        "機號", "机身号", "设备号", "設備號",
    ),
    "product": (
        "product", "model", "type", "product name", "产品", "產品", "型号", "型號", "机型", "機型",
    ),
    "company": ("company", "customer company", "account", "dealer", "公司", "企业", "企業", "单位", "單位"),
    "reach": (
        "mail", "email", "e mail", "phone", "telephone", "mobile", "contact", "owner mail",
        "邮箱", "郵箱", "电话", "電話", "手机", "手機", "联系方式", "聯絡方式",
    ),
    "name": (
        "name", "owner", "customer", "customer name", "owner name", "姓名", "客户", "客戶", "联系人",
        "聯絡人", "用户", "用戶",
    ),
    "place": ("place", "site", "location", "地点", "地點", "站点", "站點", "现场", "現場"),
    "address": ("address", "site address", "地址"),
    "batch": ("batch", "lot", "批次", "批号", "批號"),
    "firmware": ("firmware", "software", "version", "固件", "固件版本", "韌體"),
    "bought_on": (
        "bought", "bought on", "purchase date", "purchased", "sold", "sold on", "购买日期", "購買日期",
        "销售日期", "銷售日期",
    ),
    "installed_on": ("installed", "installed on", "installation date", "commissioned", "安装日期", "安裝日期"),
    "parent": ("parent", "built into", "machine", "上级", "上級", "主机", "主機"),
    "counter": ("counter", "reading", "hours", "km", "mileage", "读数", "讀數", "小时数", "里程"),
}  # fmt: skip
PRODUCTS: dict[str, tuple[str, ...]] = {
    "model": ("model", "product", "type", "型号", "型號", "机型"),
    "name_en": ("name", "name en", "english name", "product name", "英文名", "英文名称"),
    "name_zh": ("name zh", "chinese name", "中文名", "中文名称", "名称", "名稱", "产品名称"),
    "line": ("line", "brand", "series", "系列", "品牌"),
    "kind": ("kind", "category", "类别", "類別", "种类"),
    "pattern": ("serial pattern", "pattern", "序列号格式"),
    "example": ("serial example", "example", "序列号示例"),
    "counts": ("counter", "unit", "usage unit", "计量", "計量"),
    "part": ("part", "part number", "part no", "零件号", "零件號", "配件号", "料号"),
    "part_en": ("part name", "part name en", "零件英文名"),
    "part_zh": ("part name zh", "零件名", "零件名称", "配件名称"),
    "quantity": ("quantity", "qty", "count", "数量", "數量"),
    "price": ("price", "list price", "单价", "單價", "价格"),
}  # fmt: skip
NEEDED = {"devices": "serial", "products": "model"}
COLUMNS = {"devices": DEVICES, "products": PRODUCTS}
