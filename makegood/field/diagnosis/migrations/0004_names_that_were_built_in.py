from django.db import migrations

# What the program called by itself before these names were kept with the data: it stays for whoever uses the keys.
KINDS = {
    "air-conditioner": ("Air conditioner", "空调", "空調"),
    "excavator": ("Excavator", "挖掘机", "挖掘機"),
    "kettle": ("Kettle", "电水壶", "電水壺"),
    "refrigerator": ("Refrigerator", "冰箱", "冰箱"),
    "television": ("Television", "电视", "電視"),
    "vacuum": ("Vacuum cleaner", "吸尘器", "吸塵器"),
    "washing-machine": ("Washing machine", "洗衣机", "洗衣機"),
    "water-purifier": ("Water purifier", "净水器", "淨水器"),
    "wheel-loader": ("Wheel loader", "轮式装载机", "輪式裝載機"),
}
READINGS = {
    "board_temperature": ("Board temperature", "主板温度", "主機板溫度"),
    "compartment_temperature": ("Compartment temperature", "箱内温度", "箱內溫度"),
    "compressor_current": ("Compressor current", "压缩机电流", "壓縮機電流"),
    "dissolved_solids": ("Dissolved solids", "溶解性固体", "溶解性固體"),
    "drain_seconds": ("Draining time", "排水用时", "排水用時"),
    "flow": ("Flow", "流量", "流量"),
    "freezer_temperature": ("Freezer temperature", "冷冻室温度", "冷凍室溫度"),
    "hydraulic_pressure": ("Hydraulic pressure", "液压压力", "液壓壓力"),
    "low_pressure": ("Low-side pressure", "低压侧压力", "低壓側壓力"),
    "oil_temperature": ("Oil temperature", "油温", "油溫"),
    "outlet_temperature": ("Outlet temperature", "出风温度", "出風溫度"),
    "pressure": ("Pressure", "压力", "壓力"),
    "temperature": ("Temperature", "温度", "溫度"),
    "vibration": ("Vibration", "振动", "振動"),
}
SKILLS = {
    "ac": ("Air conditioners", "空调", "空調"),
    "electrics": ("Electrics", "电气", "電氣"),
    "fridge": ("Refrigerators", "冰箱", "冰箱"),
    "hydraulics": ("Hydraulics", "液压", "液壓"),
    "refrigerant": ("Refrigerants", "制冷剂", "製冷劑"),
    "tv": ("Televisions", "电视", "電視"),
    "washer": ("Washing machines", "洗衣机", "洗衣機"),
}


def keep(apps, schema_editor):
    """The names of those keys that are in use here; on a new installation none."""
    products = apps.get_model("assets", "Product").objects
    heard = apps.get_model("telemetry", "Name").objects
    live = apps.get_model("diagnosis", "Fault").objects.exclude(live=None)
    causes = live.values_list("live__table__causes", flat=True)
    skills = {one.get("skill") for rows in causes for one in rows or () if isinstance(one, dict)}
    used = {
        "kind": (KINDS, set(products.values_list("kind", flat=True))),
        "reading": (READINGS, set(heard.values_list("name", flat=True))),
        "skill": (SKILLS, skills),
    }
    word = apps.get_model("assets", "Word")
    word.objects.bulk_create(
        [
            word(of=of, key=key, names=dict(zip(("en", "zh-Hans", "zh-Hant"), names, strict=True)))
            for of, (known, keys) in used.items()
            for key, names in known.items()
            if key in keys
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Kinds of products, readings and skills get the names that stood in the program, as far as they are in use."""

    dependencies = [
        ("diagnosis", "0003_words_may_be_erased"),
        ("telemetry", "0002_product_keys"),
        ("assets", "0005_words"),
    ]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
