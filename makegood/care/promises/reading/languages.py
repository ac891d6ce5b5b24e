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
    "濕湿營营爲为牽牵狀状獎奖瞭了覈核衞卫枱台"
    "亂乱葉叶麵面豐丰齡龄塵尘廢废礎础衝冲竊窃艙舱萬万蘇苏譯译輯辑辭辞遷迁釘钉鈕钮錶表鏡镜閃闪閱阅陳陈雲云靜静頂顶頓顿"
    "飄飘鬧闹鹽盐麥麦齒齿龐庞籃篮紹绍結结繞绕罵骂聞闻肅肃膚肤臟脏艱艰蘋苹觀观計计記记訴诉診诊評评詞词諒谅謊谎識识豬猪"
    "貓猫貼贴賓宾賴赖趨趋跡迹踐践軌轨轟轰辯辩鄉乡醜丑鈴铃銷销鋼钢鍋锅鐵铁鑑鉴陣阵隱隐雞鸡餓饿駁驳驟骤鬥斗魚鱼鳥鸟"
    "帶带歸归匯汇劃划盜盗喚唤嘗尝寫写尷尴屆届岡冈彙汇惱恼懇恳憤愤憐怜戀恋扣扣掃扫掛挂揀拣換换搶抢擁拥攝摄敵敌樁桩"
    "殼壳滅灭溝沟漿浆潤润澀涩濃浓灑洒煉炼煩烦爛烂瑣琐甦苏疊叠瘋疯癢痒皺皱瞞瞒碼码禮礼稅税窩窝筆笔簡简紋纹"
    "諾诺誰谁別别則则刪删項项變变幾几連连語语瀏浏擱搁崗岗馬马丟丢遺遗溫温較较執执範范曉晓晝昼擬拟義义棄弃倫伦卻却啟启儲储撥拨紅红綠绿塗涂廁厕僑侨偵侦側侧傘伞傾倾儀仪儉俭凈净劇剧勁劲勝胜勵励勸劝厲厉厭厌吳吴"
    "呂吕喪丧嘆叹囑嘱圓圆壇坛壘垒壩坝壯壮妝妆娛娱嬰婴孫孙寢寝寵宠寶宝峽峡嶺岭帥帅幀帧彎弯徑径憶忆懸悬懼惧拋抛掙挣採采撈捞撐撑撲扑擋挡擠挤擰拧擲掷攏拢攜携攤摊攪搅敘叙暈晕暢畅棟栋楓枫櫃柜櫻樱欄栏毆殴涼凉淺浅"
    "渾浑湧涌滾滚滯滞漁渔潑泼潛潜澆浇濱滨濾滤灘滩烏乌煥焕燙烫爺爷犧牺猶犹獄狱獅狮獸兽獻献瑪玛畝亩畢毕盞盏盧卢眾众矚瞩磚砖礦矿禍祸窯窑簾帘籠笼粵粤糞粪糧粮紛纷絞绞綢绸綴缀綿绵緒绪縫缝繡绣繩绳繪绘羅罗羨羡脈脉"
    "脹胀腎肾腸肠膩腻臥卧艦舰莊庄莖茎華华萊莱蔣蒋蕩荡薦荐薩萨蘆芦蘭兰虛虚蝦虾蝕蚀蠟蜡蠻蛮褲裤襪袜詐诈詩诗誇夸誕诞誘诱誼谊諸诸謀谋謎谜謙谦謹谨譜谱譽誉豎竖貝贝貢贡貧贫貪贪貫贯貿贸賀贺賊贼賜赐賢贤賤贱贓赃趙赵"
    "躍跃軍军軸轴輔辅輝辉輩辈輻辐轎轿違违遙遥遼辽邁迈鄧邓鄭郑釀酿鈔钞鈣钙鉤钩鉛铅銅铜鋁铝鋒锋錐锥錘锤錦锦鍛锻鎮镇鏈链鏟铲鑄铸鑽钻鑿凿閒闲閘闸閣阁闊阔闖闯隸隶鞏巩韌韧頌颂頒颁頑顽頗颇頰颊顛颠飢饥飼饲飽饱飾饰"
    "餅饼餡馅饋馈騙骗騰腾騷骚驕骄鳳凤鳴鸣鴨鸭鴿鸽鵝鹅鷹鹰黨党慘惨慣惯慚惭悅悦惡恶揚扬搖摇搗捣斬斩曬晒榮荣櫥橱滬沪漬渍燭烛瘡疮碩硕紗纱綜综緞缎締缔縱纵績绩繳缴纖纤纜缆聖圣聾聋脅胁腫肿膽胆膿脓臘腊蕭萧蘊蕴螞蚂"
    "蠅蝇討讨課课諷讽謂谓賭赌贏赢釣钓鏽锈鑲镶韻韵駛驶諮咨緻致"
)
# Read as simplified, but not written back: more than one traditional letter has this one, or it stands in both.
READ_ONLY = (
    "併并製制註注著着兌兑迴回佔占僱雇兇凶捨舍捲卷桿杆洩泄沖冲煙烟癥症睏困祕秘穀谷紮扎艷艳薑姜遊游鍊链颱台颳刮餵喂髮发鬍胡鬚须牠它妳你讚赞嚐尝噹当摺折昇升檯台汙污痠酸矽硅禦御穫获箇个糰团羣群舖铺誌志蹟迹釐厘"
    "鉅巨鹹咸齣出慼戚傢家"
)
FOLD = {ord(TRADITIONAL[i]): TRADITIONAL[i + 1] for i in range(0, len(TRADITIONAL) - 1, 2)}
FOLD |= {ord(READ_ONLY[i]): READ_ONLY[i + 1] for i in range(0, len(READ_ONLY) - 1, 2)}
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
