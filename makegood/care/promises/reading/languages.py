"""Which language a text is in, and its folding to one form without moving any character."""

import re

WIDE = {ord("　"): " "} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
KEEP = {ord(c) for c in "，。！？；：（）"}
TRADITIONAL = (
    "後后點点鐘钟號号週周禮礼個个時时內内間间開开電电話话覆复覆复給给過过會会們们這这裡里裏里師师傅傅檢检換换寄寄補补發发"
    "貨货處处理理單单張张價价費费錢钱款款歸归還还聯联絡络絡络繫系維维護护務务員员專专門门問问題题請请麻麻煩烦謝谢對对應应"
    "該该預预計计盡尽爭争順顺確确認认證证說说講讲請请訊讯訂订購购賬账帳账戶户額额減减優优惠惠贈赠運运輸输遞递達达送送"
    "來来為为與与將将從从臺台灣湾灣湾東东體体驗验準准備备資资料料報报書书寫写讀读讓让幫帮動动務务實实無无於于並并"
    "進进階阶級级轉转調调當当場场號号碼码線线網网絡络機机關关閉闭開开鎖锁鑰钥匙匙燈灯熱热氣气冷冷風风壓压縮缩"
    "業业經经驗验濟济營营損损壞坏賠赔償偿責责任任擔担負负罰罚緊紧態态頭头尾尾隻只雙双條条顆颗顏颜塊块層层樓楼"
    "郵邮鍵键盤盘顯显螢萤視视聽听見见覺觉學学習习願愿盼盼歡欢樂乐憂忧慮虑愛爱親亲質质檔档據据數数據据標标籤签"
    "簽签約约訪访談谈論论議议評评審审結结論论紀纪錄录統统總总細细節节終终組组織织維维續续經经線线緣缘錯错誤误"
    "遲迟慢慢遠远近近適适選选擇择邊边際际陸陆續续隨随險险難难離离雜杂雖虽電电靈灵領领類类顧顾風风飛飞餘余養养"
    "駐驻騎骑驚惊鬆松麼么麽么黃黄齊齐龍龙龜龟嗎吗喲哟囉啰嘅嘅嚟来喺在咗了俾给畀给佢他哋们唔不冇没睇看搵找俾给"
    "啲些乜什嗰那噉这咁这諗想攞拿揸拿擺摆蓋盖聲声腳脚臉脸膠胶藍蓝虧亏蟲虫補补裝装襯衬覽览觸触訓训託托設设許许詢询試试詳详誠诚"
    "負负財财貴贵買买賣卖賺赚贊赞趕赶車车軟软載载輕轻輛辆輪轮辦办農农邏逻鄰邻醫医釋释針针鋪铺銀银錄录鎖锁"
    "長长闆板陰阴陽阳隊队階阶霧雾韓韩響响頁页順顺須须頻频願愿飯饭飲饮館馆駕驾驅驱髒脏鮮鲜麗丽燒烧災灾爐炉牆墙"
    "獨独獲获環环現现產产畫画異异療疗監监盤盘睜睁礙碍種种稱称積积穩稳窮穷競竞筆笔籌筹糾纠純纯納纳紙纸級级給给絕绝絲丝"
    "經经綁绑網网緩缓編编練练縣县織织繼继罷罢職职聯联聰聪脫脱腦脑臨临興兴舉举舊旧藉借藝艺藥药處处術术衛卫複复視视規规"
    "傷伤傳传債债僅仅優优億亿儘尽兒儿兩两冊册凍冻剛刚創创劃划勞劳勢势區区協协參参員员問问嚴严國国園园圍围團团圖图"
    "壓压壞坏夠够夾夹奪夺奮奋婦妇媽妈學学寧宁審审寬宽將将專专尋寻導导層层屬属歲岁島岛帶带幣币幹干庫库廠厂廣广廳厅"
    "張张強强彈弹後后徵征復复恆恒悶闷愛爱慮虑慶庆憑凭應应懷怀懶懒戰战戲戏戶户擇择擊击據据擴扩擾扰攔拦敗败斷断"
    "時时暫暂曆历條条楊杨極极構构槍枪樣样機机橋桥檢检權权歐欧歷历殘残殺杀毀毁氣气決决沒没況况淚泪淨净測测湊凑滿满漲涨漸渐潔洁"
    "濕湿營营爲为牽牵狀状獎奖瞭了"
    "亂乱葉叶麵面豐丰齡龄塵尘廢废礎础衝冲竊窃艙舱萬万蘇苏譯译輯辑辭辞遷迁釘钉鈕钮錶表鏡镜閃闪閱阅陳陈雲云靜静頂顶頓顿"
    "飄飘鬧闹鹽盐麥麦齒齿龐庞籃篮紹绍結结繞绕罵骂聞闻肅肃膚肤臟脏艱艰蘋苹觀观計计記记訴诉診诊評评詞词諒谅謊谎識识豬猪"
    "貓猫貼贴賓宾賴赖趨趋跡迹踐践軌轨轟轰辯辩鄉乡醜丑鈴铃銷销鋼钢鍋锅鐵铁鑑鉴陣阵隱隐雞鸡餓饿駁驳驟骤鬥斗魚鱼鳥鸟"
    "帶带歸归匯汇劃划盜盗喚唤嘗尝寫写尷尴屆届岡冈彙汇惱恼懇恳憤愤憐怜戀恋扣扣掃扫掛挂揀拣換换搶抢擁拥攝摄敵敌樁桩"
    "殼壳滅灭溝沟漿浆潤润澀涩濃浓灑洒煉炼煩烦爛烂瑣琐甦苏疊叠瘋疯癢痒皺皱瞞瞒碼码禮礼稅税窩窝筆笔簡简紋纹"
)
FOLD = {ord(TRADITIONAL[i]): TRADITIONAL[i + 1] for i in range(0, len(TRADITIONAL) - 1, 2)}
AS_IS = set("只了后台干系面表云划向准录才于制征")  # these stand in traditional writing, too
SPOKEN = set(
    "嘅嘚嚟喺咗俾畀佢哋唔冇睇搵啲乜嗰噉咁諗攞揸啰囉喲"
)  # and these only where it is Cantonese
UNFOLD = {
    ord(TRADITIONAL[i + 1]): TRADITIONAL[i]
    for i in range(len(TRADITIONAL) - 2, -1, -2)
    if TRADITIONAL[i + 1] not in AS_IS and TRADITIONAL[i] not in SPOKEN
}
FOLD |= {k: v for k, v in WIDE.items() if k not in KEEP}
FOLD |= {ord("’"): "'", ord("‘"): "'", ord("\u00a0"): " ", ord("\u202f"): " "}
HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]+")


def fold(text: str) -> str:
    """The text with simplified characters and half width digits; every character stays where it was."""
    return text.translate(FOLD)


def is_traditional(text: str, language: str = "") -> bool:
    """Whether a text is in traditional characters: by its characters, else by the language declared."""
    ours = [c for c in text if HAN.match(c)]
    traditional = sum(ord(c) in FOLD and FOLD[ord(c)] != c for c in ours)
    simplified = sum(ord(c) in UNFOLD and UNFOLD[ord(c)] != c for c in ours)
    return traditional > simplified or (traditional == simplified and language == "zh-Hant")


def unfold(text: str) -> str:
    """A sentence of ours in traditional characters."""
    return text.translate(UNFOLD)


def tongue_of(text: str, language: str = "") -> str:
    """ "zh" or "en": what the characters of a text say counts more than the language that is declared."""
    han, latin = len(HAN.findall(text)), len(LATIN.findall(text))
    declared = language.startswith("zh")
    if han == 0 or latin == 0:
        chinese = han > 0 or (latin == 0 and declared)
    else:
        chinese = han >= latin * 2 or (declared and han >= latin)
    return "zh" if chinese else "en"
