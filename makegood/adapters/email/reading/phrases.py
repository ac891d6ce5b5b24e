"""The words by which mail programs, in many languages, mark quotes, signatures and answers by machines. Data only.

A new client or language is one line in one of these tables. The patterns are for single, short, stripped lines, without
regard to case.
"""

import re


def _any_of(table: dict[str, str]) -> str:
    """One pattern out of a table by language."""
    return "|".join(table.values())


# "On 1 May, Anna <a@b> WROTE:" - the verb of an attribution line.
WROTE = _any_of(
    {
        "en": r"wrote|writes",
        "zh": r"写道|寫道|写到|寫到|說道|说道|提到|来信|來信|撰写|撰寫",
        "de": r"schrieb\w*|geschrieben",
        "nl": r"schreef|geschreven",
        "fr": r"a écrit|écrivait|écrit",
        "es": r"escribió|escribe|va escriure",
        "it": r"ha scritto|scrive",
        "pt": r"escreveu|escreve",
        "sv, da, nb": r"skrev|skriver",
        "fi, et": r"kirjoitti|kirjutas",
        "pl": r"napisał\w*|pisze",
        "cs, sk": r"napsal\w*|napísal\w*",
        "ru": r"написал\w*|пишет|писал\w*",
        "uk, bg": r"пише|написав|написа",
        "sl, hr": r"napisao|napisala|je pisal",
        "hu": r"írta",
        "tr": r"yazdı|yazmış|şunları yazdı",
        "ro": r"a scris",
        "el": r"έγραψε",
        "lt, lv": r"rašė|rakstīja",
        "vi, th, id": r"đã viết|เขียน|menulis",
        "he, ar": r"כתב|كتب",
        "ja": r"のメール|書きました|書き込みました",
        "ko": r"작성|님이 씀|쓴 글",
    }
)
# What stands before the date in the same line; with a date it is enough for a line that a client broke.
ON = (
    r"on|at|am|vom|le|el|il|em|op|den|dne|dňa|dnia|w dniu|på|pe|kl|в|от|於|于|在|ngày|pada|tarihinde|στις|dana|le jeu"
    r"|il giorno|el día|a les|dia"
)

# Labels of a quoted header block, by what they name.
LABELS = {
    "from": r"From|发件人|发送人|發送人|发送者|寄信人|由|从|從|寄件者|寄件人|發件人|发信人|Von|Absender|De|Da|Van|Afzender|Från|Fra|Avsändare|Afsender|Od|Odesílatel"
    r"|Odosielateľ|От|От кого|Від|Expéditeur|Mittente|Remetente|Remitente|Lähettäjä|Kimden|Gönderen|Feladó|Expeditor|Από|Từ"
    r"|Dari|差出人|送信者|보낸 사람|보낸사람",
    "date": r"Sent|Date|Sent on|发送时间|發送時間|發送日期|發件時間|發件日期|发信日期|发出时间|发送日期|寄件日期|傳送日期|傳送時間|发件时间|发件日期|寄件時間|发信时间|日期|时间|時間|Gesendet"
    r"|Gesendet am|Datum|Envoyé|Envoyé le|Enviado|Enviado el|Enviada em|Enviado em|Enviada|Inviato|Data|Verzonden|Skickat"
    r"|Skickad|Sendt|Dato|Wysłano|Odesláno|Odoslané|Отправлено|Дата|Надіслано|Lähetetty|Päivämäärä|Gönderildi|Gönderilme"
    r"|Tarih|Elküldve|Fecha|Trimis|Ημερομηνία|Ngày|Tanggal|送信日時|送信日|日時|보낸 날짜|보낸날짜|날짜",
    "to": r"To|至|收件人|收件者|收信人|An|À|A|Para|Per|Aan|Till|Til|Do|Komu|Кому|Vastaanottaja|Kime|Címzett|Către|Προς|Đến"
    r"|Kepada|Destinataire|Destinatario|Pro|宛先|받는 사람|받는사람",
    "cc": r"Cc|Bcc|抄送|抄送人|副本|密送|密件副本|Kopie|Kopia|Kopi|Kopio|Копия|Копія|Copia|Cópia|Bilgi|參考|참조",
    "subject": r"Subject|主题|主題|主旨|标题|標題|邮件主题|题目|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Temat"
    r"|Předmět|Predmet|Тема|Aihe|Otsikko|Konu|Tárgy|Subiect|Θέμα|Chủ đề|Subjek|件名|제목",
    "other": r"Reply-To|Reply to|回复至|回覆至|Antwort an|Répondre à|Importance|Priority|Attachments|Anlagen|附件|优先级|重要性"
    r"|Organization|Newsgroups",
}

# Between dashes, or alone above a header block.
ORIGINAL = _any_of(
    {
        "en": r"original message|original mail|original e?-?mail|replied message|reply message|forwarded (?:message|mail|by)",
        "zh": r"原始(?:邮件信息|邮件|郵件|信件|消息|訊息|信息|内容|內容)|原(?:邮件|郵件|信|文)|(?:邮件|郵件|来信|來信)原(?:文|件)|邮件原件|郵件原件|回(?:复|覆)的原?(?:邮件|郵件)"
        r"|转发的?原?(?:邮件|消息)(?:信息)?|轉寄的?原?(?:郵件|信件|訊息)|轉發的?原?(?:郵件|訊息)|以下为转发邮件",
        "de": r"urspr(?:ü|ue?)ngliche (?:nachricht|mitteilung|e-?mail)|original-?nachricht|weitergeleitete nachricht",
        "nl": r"oorspronkelijk bericht|origineel bericht|doorgestuurd bericht",
        "fr": r"message (?:d'origine|original|transféré|initial)|(?:mail|courriel|e-mail) (?:d'origine|original|transféré)",
        "es, pt": r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)",
        "it": r"messaggio (?:originale|inoltrato)",
        "sv": r"ursprungligt meddelande|ursprungsmeddelande|vidarebefordrat meddelande|originalmeddelande",
        "da, nb": r"oprindelig (?:meddelelse|besked)|original meddelelse|opprinnelig melding|videresendt (?:melding|meddelelse)",
        "fi": r"alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti",
        "pl": r"oryginalna wiadomość|wiadomość (?:oryginalna|przekazana)",
        "cs, sk": r"(?:původní|pôvodná) (?:zpráva|e-mail|správa)|přeposlaná zpráva",
        "ru, uk": r"(?:исходное|первоначальное|пересылаемое|пересланное) сообщение|(?:початкове|оригінальне|переслане) повідомлення",
        "hu": r"eredeti üzenet|továbbított üzenet",
        "tr": r"orijinal (?:ileti|mesaj)|iletilen (?:ileti|mesaj)",
        "ro, el": r"mesajul? original|mesaj redirecționat|αρχικό μήνυμα|προωθημένο μήνυμα",
        "ja, ko, vi": r"元のメッセージ|転送(?:された)?メッセージ|원본 메시지|원본 메일|전달된 메시지|tin nhắn gốc",
    }
)
BEGIN_FORWARD = _any_of(
    {
        "en": r"begin forwarded message",
        "zh": r"开始转发的邮件|(?:下面|以下)是(?:被)?转发的邮件|開始轉寄(?:的?郵件|訊息)|以下是轉寄的?(?:郵件|信件)",
        "de": r"anfang der weitergeleiteten (?:nachricht|e-?mail)",
        "nl": r"begin doorgestuurd bericht",
        "fr": r"début du message (?:réexpédié|transféré)",
        "it": r"inizio messaggio inoltrato",
        "es, pt": r"inicio del mensaje reenviado|início da mensagem (?:reencaminhada|encaminhada)",
        "sv, da, nb": r"vidarebefordrat brev|start på videresendt (?:melding|meddelelse)",
        "ru, uk, pl": r"начало переадресованного сообщения|початок переадресованого повідомлення|początek przekazywanej wiadomości",
        "ja": r"転送されたメッセージ",
    }
)
REPLY_ABOVE = _any_of(
    {
        "en": r"(?:please )?(?:type |write |enter )?(?:your )?(?:reply|response) above (?:this|the) line|please reply above",
        "zh": r"请在此线以?上(?:方)?回复|请在(?:此|本)行(?:上方|之上)回复|請在此線上方回覆",
        "de, fr": r"bitte (?:antworten sie )?oberhalb dieser (?:linie|zeile)|répondre au-dessus de cette ligne",
    }
)

_DEVICE = (
    r"我的|手机|手機|平板|智能|智慧|iphone|ipad|android|安卓|samsung|galaxy|华为|華為|小米|邮箱|郵箱|邮件|郵件|信箱|outlook|spark"
    r"|windows|mac|app\b|客户端|用戶端|飞书|钉钉|企业微信|yahoo|qq"
)
# Lines that a mail program or phone adds.
CLIENT = _any_of(
    {
        "en": r"\(?<*sent (?:from|via|with|by|on|using)\b.{0,120}|get \[?outlook for\b.{0,60}|(?:\S+ )?(?:from|via) (?:my )?mobile"
        r"(?: (?:phone|device))?|from my [a-z]*\s?(?:i?phone|ipad|galaxy|android|mobile|cell|blackberry).{0,20}|do you yahoo.{0,20}",
        "zh": r"(?:发|發|寄|传|傳|送)(?:自|送自|件自)\s?(?:我的|：|:|“)?\s?.{1,40}"
        rf"|(?:此邮件|本邮件)?(?:来自|來自|由|从|從|通过|透過|使用|用|以)\s?(?=.{{0,40}}(?:{_DEVICE})).{{1,60}}"
        r"|(?:获取|下载|取得|下載)\s?(?:适用于 ?.{1,20}的 ?)?outlook.{0,40}"
        r"|.{0,20}(?:邮箱|郵箱|邮件|信箱)(?:大师|大師|手机版|手機版|app|客户端|移动版).{0,10}|mailmaster.{0,20}",
        "de": r"(?:von|mit) mein\w+ .{1,50}gesendet\.?|gesendet (?:von|mit|aus|über)\b.{0,80}"
        r"|(?:diese nachricht wurde von mein\w+|holen sie sich outlook für|outlook für \w+ beziehen).{0,80}",
        "nl": r"verzonden (?:vanaf|met|via|vanuit)\b.{0,80}|verstuurd vanaf\b.{0,60}|outlook voor .{0,20}downloaden",
        "fr": r"envoyé (?:depuis|de|à partir d|avec)\b.{0,80}|(?:télécharger|obtenir) outlook pour.{0,40}",
        "es, pt": r"enviado (?:desde|do|de|a partir d[eo]|via|pelo)\b.{0,80}|obtener outlook para.{0,40}|obter o outlook para.{0,40}",
        "it": r"inviato (?:da|dal|con|tramite)\b.{0,80}|scarica outlook per.{0,40}",
        "sv": r"skickat (?:från|med)\b.{0,60}|hämta outlook för.{0,40}",
        "da, nb": r"sendt? (?:fra|med)\b.{0,60}|hent outlook (?:til|for).{0,40}",
        "fi": r"lähetetty\b.{0,50}(?:sta|stä|lla|llä|ni|.phonesta).{0,20}|hanki outlook.{0,40}",
        "pl": r"wysłan[eo] (?:z|ze|za pomocą)\b.{0,60}|pobierz (?:program )?outlook.{0,40}",
        "cs, sk": r"odesláno z\b.{0,60}|odoslané z\b.{0,60}",
        "ru, uk": r"отправлено (?:с|из|от)\b.{0,60}|послано с\b.{0,60}|надіслано (?:з|із)\b.{0,60}|отримати outlook.{0,40}",
        "tr": r"(?:.{0,30}\b)?(?:iphone|ipad|telefonu)\w*(?:['’]?(?:dan|den|mdan|umdan))? gönderildi.{0,20}",
        "ro, hu, el": r"trimis (?:de pe|din)\b.{0,50}|elküldve .{0,40}-?r[őó]l|στάλθηκε από .{0,40}",
        "id, vi": r"dikirim dari .{0,40}|được gửi từ .{0,40}",
        "ja": r".{0,20}outlook.{0,20}を入手|.{0,20}iphone\s?(?:から|より)送信.{0,4}|.{0,30}から送信",
        "ko": r".{0,20}(?:iphone|아이폰|갤럭시).{0,10}(?:보냄|보냈습니다|에서 보냄).{0,3}|나의 .{1,20}에서 보냄",
    }
)
# These look like a client line but are how people begin a sentence.
NOT_CLIENT = (
    r"sent (?:by|via|with|on|from) (?:post|mail(?! for\b)|courier|monday|tuesday|wednesday|thursday|friday|the(?!.{0,40}(?:phone|galaxy|app\b))|your|our"
    r"|dhl|ups|fedex)\b.*"
    r"|(?!.*(?:typo|excuse|brevity|forgive|pardon|short)).*(?:[。！？]\s*|[?!.]\s+)\S.{12,}|来自\S{0,12}(?:客户|用户|朋友|的客戶).*"
    r"|.*(?:超大附件|大附件|云附件|文件中转站|雲端附件).*"
)

SIGN_OFF = (
    "(?:"
    + _any_of(
        {
            "en": r"(?:(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|sincere|very best) (?:regards|wishes|thanks)|regards"
            r"|rgds|brgds|kr|br|cheers|sincerely|yours(?: (?:sincerely|truly|faithfully))?|sincerely yours|respectfully|best|all the best"
            r"|thanks?(?: (?:you|again|so much|very much|a lot|a bunch|in advance|and (?:best|kind) regards|and regards))*|thx|ty"
            r"|thank you(?: (?:very much|so much|in advance|again|for your (?:help|time|support)))*|take care|greetings"
            r"|have a (?:nice|good|great) (?:day|weekend|evening))",
            "zh": r"此致|敬礼|敬禮|此致\s*敬[礼禮]|祝好|祝安|即颂.{0,6}|(?:顺颂|順頌).{0,6}|(?:顺祝|順祝|敬祝).{0,10}|祝您?.{1,12}|谨启|敬上|拜上"
            r"|谨上|敬启|(?:非常)?(?:谢谢|謝謝|感谢|感謝|多谢|多謝|辛苦了?|麻烦了|拜托了|拜託了?|盼复|盼覆|期待回复)(?:您|你|你们|大家|啦|了|哈)?|商祺|勿念",
            "de": r"(?:mit )?(?:den )?(?:freundlich\w*|herzlich\w*|best\w*|viele\w*|lieb\w*|schöne\w*|sonnige\w*) gr(?:ü|ue)(?:ß|ss)\w*(?: .{0,40})?"
            r"|gr(?:u|ü)(?:ß|ss)e?|mfg|lg|vg|hochachtungsvoll|danke(?: (?:schön|im voraus|und .{1,30}))?|(?:vielen|besten) dank(?: (?:im voraus|und .{1,30}))?",
            "nl": r"(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|(?:alvast )?bedankt(?: .{0,20})?",
            "fr": r"(?:bien )?cordialement(?: vôtre)?|bien à vous|salutations(?: .{0,30})?|(?:avec )?mes (?:meilleures |sincères )?salutations"
            r"|merci(?: (?:beaucoup|d'avance|et .{1,30}))?|amicalement|bonne (?:journée|soirée|fin de .{1,12})",
            "es": r"(?:un )?(?:cordial(?:es)? )?saludos?(?: (?:cordiales|cordial))?|atentamente|atte\.?|(?:muchas )?gracias(?: .{0,20})?|un abrazo",
            "it": r"(?:cordiali |distinti )?saluti|cordialmente|grazie(?: .{0,20})?",
            "pt": r"atenciosamente|att\.?|(?:muito )?obrigad[oa]|(?:com os )?(?:melhores )?cumprimentos|abraços?",
            "sv, da, nb": r"(?:med )?(?:vänlig\w*|venlig\w*|vennlig\w*|bästa|beste|bedste|kærlig|varm\w*) (?:hälsning\w*|hilsen\w*|hilsner)|hälsningar"
            r"|hilsen|mvh|vh|dh|tack(?: .{0,15})?|(?:på förhånd )?takk?(?: .{0,15})?",
            "fi": r"(?:ystävällisin )?terveisin|terv\w*|kiitos",
            "pl, cs, sk": r"pozdrawiam(?: .{0,20})?|z poważaniem|dziękuję|s pozdravem|(?:s )?pozdrav\w*|děkuj[iu]|ďakujem",
            "ru, uk": r"с уважением|с наилучшими пожеланиями|спасибо(?: .{0,20})?|з повагою|дякую",
            "hu, tr": r"üdvözlettel|tisztelettel|köszönöm|iyi çalışmalar|saygılarımla|saygılar|teşekkürler",
            "ro, el, vi, id": r"cu stimă|mulțumesc|με εκτίμηση|trân trọng|salam",
            "ja": r"以上|(?:どうぞ)?(?:宜しく|よろしく)お願い(?:いた|致)?します|敬具|草々",
            "ko": r"감사합니다|수고하세요|드림",
        }
    )
    + r")[\s,，.。!！~～:;；]*"
)
# A gateway puts this above mail from outside, so it stands in what is quoted of ours.
FROM_OUTSIDE = r"originat\w+ (?:from )?(?:outside|an external)|\bexternal (?:sender|e-?mail|source)|外部(?:邮件|郵件|发件人|寄件者)"
LEGAL = _any_of(
    {
        "en": r"\W{0,3}(?:important )?(?:confidential\w*|legal|privacy|security|e-?mail)? ?(?:notice|disclaimer|confidentiality|warning|caution)\b.{0,40}[:：]"
        r"|disclaimer$|confidentiality (?:notice|note|statement)|if you (?:are not|have received) (?:the intended|this (?:e-?mail|message))"
        r"|(?:this|the) (?:e-?mail|message|communication|transmission)[^.]{0,120}\b(?:confidential|privileged|intended (?:only|solely|for)|scanned|checked for viruses|disclos)"
        r"|(?:the )?(?:information|content)s? (?:contained )?in this (?:e-?mail|message|communication)|please consider the environment|think before you print"
        r"|virus-?free.{0,30}(?:avast|avg|www)|(?:scanned|checked) (?:by|for viruses).{0,60}|avast.{0,30}antivirus.{0,40}",
        "zh": r"(?:本|此|该|這|该封|這封)(?:封)?(?:电子)?(?:電子)?(?:邮件|郵件|信件|电邮|電郵|信息|訊息)[^。]{0,60}(?:保密|机密|機密|隐私|隱私|特定|收件人|收件者|误收|誤收|授权|授權|法律|仅供|僅供|打印|列印)"
        r"|(?:重要)?(?:声明|聲明|提示|注意|警告)[:：]\s*(?:本|此|该|這)(?:封)?(?:电子|電子)?(?:邮件|郵件|信息|訊息)"
        r"|(?:免责|免責|保密|法律)(?:声明|聲明|条款|提示|說明|说明)|(?:为了|為了|请|請)?(?:保护环境|保護環境|考虑环境|考慮環境|節省紙張|节约纸张).{0,30}|不含病毒.{0,30}|无病毒.{0,30}",
        "de": r"(?:diese|die in dieser) (?:e-?mail|nachricht)[^.]{0,100}(?:vertraulich|bestimmt|rechtlich)|virenfrei.{0,30}",
        "fr": r"(?:ce (?:message|courriel|mail)|cet e-?mail)[^.]{0,100}(?:confidenti|destinataire|exclusi)",
        "es, pt": r"(?:este (?:mensaje|correo|e-?mail)|esta mensagem)[^.]{0,100}(?:confidencial|destinatari)",
        "it": r"(?:questo (?:messaggio|e-?mail)|questa e-?mail|le informazioni contenute)[^.]{0,100}(?:riservat|destinatari|confidenzial)",
        "nl": r"(?:dit bericht|deze e-?mail|de informatie in dit)[^.]{0,100}(?:vertrouwelijk|bestemd)",
        "sv, da, nb": r"(?:detta|dette|denne) (?:e-?post|meddelande|e-?mail|mail)[^.]{0,80}(?:konfiden|fortrolig|avsedd)",
    }
)
LIST_FOOTER = _any_of(
    {
        "en": r"you (?:are receiving|received|'re receiving) this (?:e-?mail|message|because|mail).{0,120}|to (?:unsubscribe|stop receiving|post to this).{0,120}"
        r"|unsubscribe\b.{0,80}|\S+ mailing list(?: --? .{0,60})?|.{0,40}mailing list$|view (?:it|this (?:e-?mail|message)) (?:online|on github|in your browser).{0,80}",
        "zh": r"(?:如需|如不想|如果(?:您|你)不想|若要|要)(?:再)?.{0,20}(?:退订|取消订阅|退訂|取消訂閱).{0,40}|(?:您|你)收到(?:此|这|本)(?:封)?邮件是?因为.{0,60}"
        r"|点击?(?:此处|这里)?(?:退订|取消订阅).{0,20}",
        "address": r"https?://\S+/(?:mailman|listinfo|unsubscribe|options)/\S*",
    }
)
CONTACT = _any_of(
    {
        "label": r"(?:(?:direct|office|business|work|24h?)\s?)?(?:tel|tél|telephone|phone|ph|mobile|mob|mobil|handy|cell|fax|facsimile|telefon\w*|teléfono|téléphone"
        r"|telefono|móvil|portable|direct|hotline|skype|wechat|weixin|whatsapp|e-?mail|mail|web|website|site|url|linkedin|qq|line id|line|add|addr|address|vat"
        r"|ust-?id|тел|моб|факс)\b\.?\s*(?:\(.{1,12}\))?\s*[:：./|]?\s*[+(\d\w@.].{0,80}",
        "zh": r"(?:电\s*话|電\s*話|手\s*机|手\s*機|座机|移动电话|行動電話|联系电话|聯絡電話|服务热线|传\s*真|傳\s*真|热线|熱線|客服热线|邮\s*箱|郵\s*箱|电子邮件"
        r"|電子郵件|信箱|网\s*址|網\s*址|地\s*址|邮\s*编|郵遞區號|微\s*信|微信号|qq|公司|部门|职位|分机|分機)\s*(?:[:：/]|号?[:：])\s*\S.{0,80}",
        "letter": r"[tmfepawhod]\s?[.:：|]\s?(?=.{0,60}[\d@])[+(\w].{2,60}",
        "number": r"[+(]?\d[\d\s().\-/]{6,20}(?:\s?(?:ext|x|转|轉|分机|#)\.?\s?\d{1,6})?|\+?\d[\d\s-]{7,}\s*\|.{0,60}",
        "address": r"\S+@\S+\.\w{2,}|<?(?:https?://|www\.)\S+>?|.{1,40}\|.{1,60}",
    }
)
ORGANISATION = _any_of(
    {
        "zh": r".{2,50}(?:有限公司|有限责任公司|股份公司|公司|集团|集團|医院|醫院|学校|學校|大学|大學|研究所|部|科|處|处|中心|经理|經理|主管|总监|總監|工程师|工程師"
        r"|专员|專員|主任|助理)",
        "form": r".{2,60}\b(?:gmbh|ag|kg|ltd|limited|inc|llc|llp|corp|corporation|s\.?a\.?s?|s\.?r\.?l|b\.?v|oy|ab|as|aps|plc|pty|co|company|group"
        r"|university|institute|department|dept)\.?(?: .{0,20})?",
        "title": r".{0,40}\b(?:manager|director|engineer|officer|head of|president|ceo|cto|cfo|assistant|consultant|specialist|coordinator|supervisor|technician|analyst"
        r"|developer|accountant|sales|purchasing|einkauf|vertrieb|leiter\w*|geschäftsführ\w*|founder|ph\.?d|editor|researcher)\b.{0,40}",
    }
)
# Where a block of lines begins so, it is what the customer has to say, not who he is.
FIELD = (
    r"(?:收货人|收貨人|收件人|联系人|聯絡人|姓名|地址|电话|電話|手机|手機|型号|型號|订单|訂單|序列号|序號|备注|備註|name|address|deliver to|ship to|phone|model"
    r"|order|serial|contact)\b.{0,20}"
)

REPLY_PREFIX = r"re|aw|antw|antwort|sv|vs|odp|ynt|res|rif|atb|bls|vá|ответ|отв|на|回复|回覆|答复|答覆|回信|回|返信|답장|reply"
FORWARD_PREFIX = r"fwd?|wg|tr|rv|enc|vl|doorst|vb|pd|i|ilt|i̇lt|továbbítás|转发|轉寄|轉發|转寄|轉送|转交|転送|전달|пересл|forward"

_AUTO_SUBJECT = _any_of(
    {
        "en": r"auto(?:matic|mated)?[- ]?(?:reply|response|answer)|auto-?responder|auto(?=\s*:)|out[- ]of[- ](?:the[- ])?office"
        r"|vacation (?:reply|message|notice)|away from (?:the )?office",
        "zh": r"(?:系统|系統|假期|休假|外出|邮件|離線|离线)?(?:自动|自動)(?:回复|回覆|答复|答覆|应答|回信|答錄)(?:邮件|郵件)?"
        r"|(?:外出|休假|离岗)(?:通知|提醒|回复|回覆)|(?:离开|離開)(?:办公室|辦公室)|不在办公室|不在辦公室",
        "de": r"automatische antwort|abwesenheits(?:notiz|meldung|assistent)|abwesend|abwesenheit|au(?:ß|ss)er haus",
        "nl": r"automatische? antwoord",
        "fr": r"réponse automatique|absence du bureau|message d'absence",
        "es, pt": r"respuesta automática|resposta automática|fuera de (?:la )?oficina",
        "it": r"risposta automatica|fuori sede",
        "sv, da, nb, fi": r"autosvar|automatiskt? svar|automaattinen vastaus",
        "ru, uk": r"автоответ|автоматический ответ|автоматична відповідь",
        "pl, cs, sk": r"automatyczna odpowiedź|odpowiedź automatyczna|automatická odpov(?:ěď|eď)",
        "hu, ro, tr, el": r"automatikus válasz|răspuns automat|otomatik (?:yanıt|cevap)|αυτόματη απάντηση",
        "vi, id": r"trả lời tự động|balasan otomatis",
        "ja, ko": r"自動応答|自動返信|不在(?:通知|返信|のお知らせ)|자동 ?(?:회신|응답|답장)|부재중",
    }
)
AUTO_SUBJECT = rf"(?:re\s*[:：]\s*)?[\[【(（]?\s*(?:{_AUTO_SUBJECT})\s*(?:(?:{_AUTO_SUBJECT})\s*)?[\]】)）]?\s*(?:[:：\-–—(（]|$|re\b).*"
# As a tag before the subject of the mail that it answers.
AUTO_TAG = rf"[\[【(（]\s*(?:{_AUTO_SUBJECT})\s*[\]】)）].*"
# A person may use such words too: only the whole turn of phrase of a machine counts.
AUTO_BODY = _any_of(
    {
        "en": r"(?:this is an? |(?<!\byour )(?<!\bthe )(?<!\ban ))\b(?:automatic|automated|auto-?generated) (?:reply|response|acknowledge?ment|message|e-?mail|notification)"
        r"|i(?:'|’)?(?: am| ?m|’m) (?:currently |now )?(?:out of (?:the )?office|on (?:vacation|annual leave|holiday|leave|parental leave|maternity leave)|away from)"
        r"[^\n]{0,150}(?:until|from|limited|no access|return|back|respond|reply)|i will be out of (?:the )?office (?:until|from)",
        "zh": r"(?:这是|這是|此为|此為|本(?:邮件|郵件)为?是?|此(?:邮件|郵件)为?是?|该邮件为)[^。\n]{0,20}(?:自动|自動)(?:回复|回覆|应答|發送|发送|答复)|系统自动(?:回复|发出|发送)"
        r"|(?:我|本人)[^。\n]{0,30}(?:休假|度假|年假|产假|请假|請假|外出|出差|不在办公室|不在辦公室)[^。\n]{0,60}(?:无法|無法|不能)[^。\n]{0,10}(?:回复|回覆|查看|处理|處理|收)[^。\n]{0,6}(?:邮件|郵件|您|信)",
        "de": r"ich bin (?:derzeit |momentan |zurzeit |zur zeit |bis )?[^.\n]{0,40}(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar)",
        "fr, es": r"je suis (?:actuellement )?(?:absent|en congé|en vacances)|estoy (?:fuera|de vacaciones|ausente)",
    }
)
ACKNOWLEDGES = _any_of(
    {
        "en": r"(?:have|has been) received your (?:request|e-?mail|message|enquiry|inquiry|ticket)[^\n]{0,150}(?:within|shortly|soon|ticket|number)",
        "zh": r"(?:邮件|来信|來信|郵件|工单|请求|询问)[^。\n]{0,10}(?:已收到|已经收到|已經收到|已受理|已登记)[^\n]{0,60}(?:尽快|儘快|工作日|小时内|小時內|编号|編號|单号)"
        r"|(?:已|已经|已經)收到(?:您|你)的(?:邮件|来信|來信|郵件|请求|工单|询问)[^\n]{0,60}(?:尽快|儘快|工作日|小时内|小時內|编号|編號|单号)",
    }
)
NO_ANSWER = _any_of(
    {
        "en": r"do not (?:reply|respond)|automat(?:ed|ic|ically)\b",
        "zh": r"(?:请勿|請勿|不要|切勿)(?:直接)?(?:回复|回覆|回信)|(?:系统|系統)(?:自动|自動|邮件|郵件)",
    }
)
BOUNCE_SUBJECT = _any_of(
    {
        "en": r"undeliver\w*.*|delivery (?:status notification|failure|has failed|failed|problem|report|notification|delayed).*|returned mail.*|failure notice.*"
        r"|mail (?:delivery|system) (?:failed|failure|error|problem|subsystem|delivery).*|delayed mail.*|non[- ]?delivery.*"
        r"|(?:warning|message).*(?:delayed|undeliver|could not be (?:sent|delivered)|not delivered).*",
        "zh": r"(?:系统|系統)?退信.*|.*(?:退信通知|退信提醒|邮件退回|郵件退回|投递失败|投遞失敗|未送达|未送達|无法送达|無法傳遞|无法投递|发送失败通知|發送失敗|未傳遞|無法寄達).*",
        "de": r"unzustellbar.*|nicht zugestellt.*",
        "nl": r"onbestelbaar.*|niet bezorgd.*",
        "fr": r"(?:échec de (?:la )?remise|non remis|message non distribué|courrier non distribuable).*",
        "es, pt, it": r"no se puede entregar.*|não entregue.*|non recapitabile.*|mancato recapito.*",
        "ru": r"недоставлен\w*.*",
    }
)
RECEIPT_SUBJECT = _any_of(
    {
        "prefix": r"(?:read|gelesen|lu|leído|letto|lido|gelezen|läst|lest|læst|przeczytano|прочитано|прочтено|已读|已讀|not read|ungelesen gelöscht|未读|開封済み|읽음)\s*[:：].*",
        "en": r"return receipt.*|read receipt.*|(?:disposition|reading) (?:notification|confirmation).*",
        "zh": r"(?:【|\[)?(?:已读|已讀|阅读|閱讀|收条|回执|讀取)(?:回执|回條|回条|收条|收據|确认)?(?:】|\])?\s*(?:[:：(（]|-).*|已读回执.*|讀取回條.*|阅读回执.*",
        "de, fr": r"lesebestätigung.*|empfangsbestätigung \(angezeigt\).*|accusé de (?:lecture|réception \().*",
        "ja": r"开封通知.*|開封確認.*",
    }
)
RECEIPT_BODY = _any_of(
    {
        "en": r"this is a (?:return|read(?:ing)?) receipt|this return receipt only|your message\b.{0,200}\bwas (?:read|opened|displayed) on\b",
        "zh": r"这是(?:一封)?(?:邮件|阅读|已读)(?:收条|回执)|這是(?:一封)?(?:郵件|閱讀|已讀)(?:收條|回條)|(?:您|你)发送的邮件已被(?:阅读|打开)"
        r"|(?:您|你)寄出的郵件已被(?:閱讀|開啟)|(?:您|你)的邮件.{0,80}已(?:被|于).{0,40}(?:阅读|查阅)",
    }
)
DAEMON = r"(?:mailer-?daemon|postmaster|mail-?delivery|maildelivery|mdaemon|bounces?|post-?master|mailer|mail\.daemon)(?:[+\-=].*)?@.*"
NOREPLY = (
    r"(?:[\w.+-]*[._+-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|nicht[._-]?antworten|mailer-daemon|postmaster|notifications?|alerts?"
    r"|bounces?|automat\w*|system|robot|daemon)(?:[._+-][\w.+-]*)?@.*"
)
CODE = _any_of(
    {
        "en": r"(?:verif\w+|confirmation|security|sign-?in|log-?in|one-?time|access|auth\w*|pass|your)\s?(?:pass)?code|one-time (?:password|pin)|\botp\b"
        r"|code to (?:join|sign|log|verify)|\bpin code",
        "zh": r"验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|认证码|認證碼|确认码|確認碼|安全码|安全碼|登录码|登入碼",
        "de, fr, es": r"bestätigungscode|sicherheitscode|code de (?:vérification|sécurité)|código de (?:verificación|seguridad)",
    }
)


def line(pattern: str) -> re.Pattern[str]:
    """A pattern for a whole line, without regard to case."""
    return re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)


def anywhere(pattern: str) -> re.Pattern[str]:
    """A pattern for any place, without regard to case."""
    return re.compile(pattern, re.IGNORECASE)
