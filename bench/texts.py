"""Sentences of customers and of service people, in both languages, made from parts with a seed."""

import random

PARTS = {
    "en": {
        "thing": "pump|boiler|dishwasher|router|compressor|washing machine|coffee maker|air conditioner|printer|battery"
        "|charger|heat exchanger|control panel|door seal|water filter|thermostat|fan|motor|display|remote control",
        "trouble": "does not start|leaks water|makes a grinding noise|shows error E{n}|stops after ten minutes"
        "|overheats|lost its settings|smells burnt|trips the breaker|is not recognised by the app|drips at the hose"
        "|vibrates strongly|will not drain|cannot connect to the network|was delivered damaged",
        "when": "since yesterday|since the last service|every morning|after the power cut|for two weeks now"
        "|since the update|whenever it rains|at full load|during the night|right after switching it on",
        "wish": "Please send a technician|Could you tell me what to check first|We need it back before Friday"
        "|I would like a replacement|When can somebody come|Is this covered by the warranty"
        "|Please call me back in the afternoon|Can you send the spare part|I expect an answer today",
        "shape": "The {thing} {trouble} {when}.|Our {thing} {trouble}, order number {order}.|{wish}.|{wish}, {when}."
        "|Serial number {serial}, bought in {year}.|The old {thing} {trouble} as well."
        "|I switched it off and on again, it still {trouble}.|The technician replaced the {thing} {when}.",
    },
    "zh": {
        "thing": "水泵|锅炉|洗碗机|路由器|压缩机|洗衣机|咖啡机|空调|打印机|电池|充电器|换热器|控制面板|门封条|滤芯|温控器|风扇|电机|显示屏|遥控器",
        "trouble": "无法启动|漏水|发出刺耳的响声|显示故障代码E{n}|运行十分钟就停机|温度过高|设置丢失了|有烧焦味|一开就跳闸|应用里找不到"
        "|接口处滴水|震动很厉害|不排水|连不上网络|送到时已经损坏",
        "when": "从昨天开始|上次保养以后|每天早上|停电之后|已经两个星期了|升级之后|一下雨就这样|满负荷的时候|夜里|刚打开的时候",
        "wish": "请尽快安排师傅上门|请告诉我先检查什么|我们星期五之前要用|我要求换一台|什么时候能来人|这个在保修期内吗|请下午给我回电话|能寄一个配件吗|希望今天能得到答复",
        "shape": "{when}，{thing}{trouble}。|我们家的{thing}{trouble}，订单号{order}。|{wish}。|{wish}，谢谢！"
        "|序列号{serial}，{year}年购买。|旧的{thing}也{trouble}。|我关了又开，还是{trouble}。|师傅{when}换过{thing}。",
    },
}
RARE = {"en": "quernstone", "zh": "鼯鼠"}
COMMON = {"en": "boiler", "zh": "漏水"}


class Texts:
    """An endless source of texts; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def sentence(self, language: str) -> str:
        """One sentence."""
        parts, pick = PARTS[language], self.random.choice
        found = {
            name: pick(parts[name].split("|"))
            for name in ("thing", "trouble", "when", "wish", "shape")
        }
        found["trouble"] = found["trouble"].format(n=self.random.randint(10, 99))
        return found["shape"].format(
            **{k: v for k, v in found.items() if k != "shape"},
            order=self.random.randint(10_000_000, 99_999_999),
            serial=f"{pick('ABCDEFGHK')}{self.random.randint(100_000, 999_999)}",
            year=self.random.randint(2012, 2026),
        )

    def text(self, language: str, sentences: int) -> str:
        """Some sentences."""
        return ("" if language == "zh" else " ").join(
            self.sentence(language) for _ in range(sentences)
        )
