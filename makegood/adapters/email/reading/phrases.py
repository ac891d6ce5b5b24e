"""The words by which mail programs, in many languages, mark quotes, signatures and answers by machines. Data only.

A new client or language is a word in one of these tables. All patterns are applied to single, short, stripped lines.
"""

import re

# "On 1 May, Anna <a@b> WROTE:" - the verb of an attribution line.
WROTE = (
    r"wrote|writes|schrieb\w*|geschrieben|schreef|geschreven|a écrit|écrivait|écrit|escribió|escribe|ha scritto|scrive|escreveu|escreve|va escriure"
    r"|skrev|skriver|kirjoitti|napisał\w*|pisze|napsal\w*|napísal\w*|написал\w*|написала|пишет|писал\w*|пише|написав|написа"
    r"|írta|yazdı|yazmış|şunları yazdı|a scris|έγραψε|đã viết|เขียน|menulis|napisao|napisala|je pisal|kirjutas|rašė|rakstīja|כתב|كتب"
    r"|写道|寫道|写到|寫到|說道|说道|提到|来信|來信|のメール|書きました|書き込みました|작성|님이 씀"
)
# What stands before the date in the same line; also enough for a line that a client broke after it.
ON = r"on|at|am|vom|le|el|il|em|op|den|dne|dňa|dnia|w dniu|på|pe|kl|в|от|於|于|在|ngày|pada|tarihinde|στις|dana|le jeu|il giorno|el día|a les|dia"

# Labels of a quoted header block, by what they name.
LABELS = {
    "from": "From|Von|De|Da|Van|Från|Fra|Od|От|От кого|Від|发件人|寄件者|寄件人|發件人|发信人|差出人|送信者|보낸 사람|보낸사람|Lähettäjä|Kimden|Gönderen"
    "|Feladó|Expéditeur|Absender|Afzender|Mittente|Remetente|Remitente|Avsändare|Afsender|Odesílatel|Odosielateľ|Expeditor|Από|Từ|Dari",
    "date": "Sent|Date|Sent on|Gesendet|Gesendet am|Datum|Envoyé|Envoyé le|Enviado|Enviado el|Enviada em|Enviado em|Enviada|Inviato|Data|Verzonden|Skickat|Sendt|Dato|Wysłano"
    "|Odesláno|Odoslané|Отправлено|Дата|Надіслано|发送时间|发送日期|寄件日期|傳送日期|傳送時間|发件时间|发件日期|寄件時間|发信时间|日期|时间|時間|送信日時|送信日|日時"
    "|보낸 날짜|보낸날짜|날짜|Lähetetty|Päivämäärä|Gönderildi|Gönderilme|Tarih|Elküldve|Fecha|Trimis|Ημερομηνία|Ngày|Tanggal|Skickad",
    "to": "To|An|À|A|Para|Per|Aan|Till|Til|Do|Komu|Кому|收件人|收件者|收信人|宛先|받는 사람|받는사람|Vastaanottaja|Kime|Címzett|Către|Προς|Đến|Kepada|Destinataire|Destinatario|Pro",
    "cc": "Cc|Bcc|Kopie|Kopia|Kopi|Копия|Копія|抄送|抄送人|副本|密送|密件副本|參考|참조|CC 참조|Copia|Cópia|Bilgi|Kopio",
    "subject": "Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Temat|Předmět|Predmet|Тема|主题|主題|主旨|标题|標題|邮件主题|件名|题目|제목"
    "|Aihe|Otsikko|Konu|Tárgy|Subiect|Θέμα|Chủ đề|Subjek|Onderwerp",
    "other": "Reply-To|Reply to|Antwort an|回复至|回覆至|Importance|Priority|Attachments|Anlagen|附件|优先级|重要性|邮件日期|Organization|Newsgroups|Répondre à",
}

# Between dashes, or alone above a header block.
ORIGINAL = (
    r"original message|original mail|original e?-?mail|replied message|reply message|forwarded (?:message|mail|by)|weitergeleitete nachricht"
    r"|urspr(?:ü|ue?)ngliche (?:nachricht|mitteilung|e-?mail)|originalnachricht|original-nachricht|message (?:d'origine|original|transféré|initial)|mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)"
    r"|messaggio (?:originale|inoltrato)|oorspronkelijk bericht|origineel bericht|doorgestuurd bericht|ursprungligt meddelande|ursprungsmeddelande|vidarebefordrat meddelande|originalmeddelande"
    r"|oprindelig (?:meddelelse|besked)|original meddelelse|opprinnelig melding|videresendt (?:melding|meddelelse)|alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti|oryginalna wiadomość|wiadomość (?:oryginalna|przekazana)"
    r"|(?:původní|pôvodná) (?:zpráva|e-mail|správa)|přeposlaná zpráva|исходное сообщение|первоначальное сообщение|пересылаемое сообщение|пересланное сообщение|(?:початкове|оригінальне|переслане) повідомлення"
    r"|eredeti üzenet|továbbított üzenet|orijinal (?:ileti|mesaj)|iletilen (?:ileti|mesaj)|mesajul? original|mesaj redirecționat|αρχικό μήνυμα|προωθημένο μήνυμα"
    r"|原始邮件|原始郵件|原邮件|原郵件|原始邮件信息|原始信件|原始消息|原始訊息|邮件原件|郵件原件|回复的原邮件|回覆的原郵件|回复的邮件|转发的?邮件(?:信息)?|转发的?消息|轉寄的?(?:郵件|信件|訊息)|轉發的?(?:郵件|訊息)|转发邮件|以下为转发邮件"
    r"|元のメッセージ|転送(?:された)?メッセージ|원본 메시지|원본 메일|전달된 메시지|tin nhắn gốc"
)
BEGIN_FORWARD = (
    r"begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:réexpédié|transféré)|inizio messaggio inoltrato|inicio del mensaje reenviado"
    r"|início da mensagem (?:reencaminhada|encaminhada)|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt (?:melding|meddelelse)|开始转发的邮件|下面是被转发的邮件|以下是转发的邮件|開始轉寄(?:的?郵件|訊息)"
    r"|以下是轉寄的郵件|以下是轉寄信件|転送されたメッセージ|начало переадресованного сообщения|початок переадресованого повідомлення|początek przekazywanej wiadomości"
)
REPLY_ABOVE = (
    r"(?:please )?(?:type|write|enter)? ?your (?:reply|response) above (?:this|the) line|reply above (?:this|the) line|please reply above|请在此线以?上(?:方)?回复|请在(?:此|本)行(?:上方|之上)回复|請在此線上方回覆"
    r"|bitte (?:antworten sie )?oberhalb dieser (?:linie|zeile)|répondre au-dessus de cette ligne"
)

# Lines that a mail program or phone adds.
CLIENT = (
    r"sent (?:from|via|with|by|on|using)\b.{0,120}|\(?<*sent (?:from|by|via) .{1,60}>*\)?|get \[?outlook (?:for|pour|para|für)\b.{0,60}|from my [a-z]*\s?(?:i?phone|ipad|galaxy|android|mobile|cell|blackberry).{0,20}"
    r"|(?:\S+ )?(?:from|via) (?:my )?mobile(?: (?:phone|device))?|downloaded from .{0,20}mail.{0,20}|do you yahoo.{0,20}"
    r"|(?:von|mit) mein\w+ .{1,50}gesendet\.?|gesendet (?:von|mit|aus|über)\b.{0,80}|(?:diese nachricht wurde von mein\w+|holen sie sich outlook für|outlook für \w+ beziehen).{0,80}"
    r"|envoyé (?:depuis|de|à partir d|avec)\b.{0,80}|télécharger outlook pour.{0,40}|obtenir outlook pour.{0,40}|enviado (?:desde|do|de|a partir d[eo]|via|pelo)\b.{0,80}|obtener outlook para.{0,40}|obter o outlook para.{0,40}"
    r"|inviato (?:da|dal|con|tramite)\b.{0,80}|scarica outlook per.{0,40}|verzonden (?:vanaf|met|via|vanuit)\b.{0,80}|verstuurd vanaf\b.{0,60}|outlook voor .{0,20}downloaden"
    r"|skickat (?:från|med)\b.{0,60}|hämta outlook för.{0,40}|sendt? (?:fra|med)\b.{0,60}|hent outlook (?:til|for).{0,40}|lähetetty\b.{0,50}(?:sta|stä|lla|llä|ni|.phonesta).{0,20}|hanki outlook.{0,40}"
    r"|wysłan[eo] (?:z|ze|za pomocą)\b.{0,60}|pobierz (?:program )?outlook.{0,40}|odesláno z\b.{0,60}|odoslané z\b.{0,60}|отправлено (?:с|из|от)\b.{0,60}|послано с\b.{0,60}|надіслано (?:з|із)\b.{0,60}|отримати outlook.{0,40}"
    r"|(?:.{0,30}\b)?(?:iphone|ipad|telefonu)\w*(?:['’]?(?:dan|den|mdan|umdan))? gönderildi.{0,20}|trimis (?:de pe|din)\b.{0,50}|elküldve .{0,40}-?r[őó]l|στάλθηκε από .{0,40}|dikirim dari .{0,40}|được gửi từ .{0,40}"
    r"|(?:发|發|寄|传|傳|来|來|送)(?:自|送自|件自|於|于)\s?(?:我的|：|:|“)?\s?.{1,40}|(?:由|从|從|通过|透過|使用|用|以)\s?(?:我的\s?)?.{1,40}(?:发送|發送|傳送|传送|寄出|發出|发出)|(?:获取|下载|取得|下載)\s?(?:适用于 .{1,20}的 )?outlook.{0,40}"
    r"|.{0,20}(?:邮箱|郵箱|邮件|信箱)(?:大师|大師|手机版|手機版|app|客户端|移动版).{0,10}|mailmaster.{0,20}|(?:通过|使用)\s?(?:qq|网易|阿里|飞书|钉钉|华为|小米).{1,20}"
    r"|.{0,20}iphone\s?(?:から|より)送信.{0,4}|.{0,30}から送信|.{0,20}(?:iphone|아이폰|갤럭시).{0,10}(?:보냄|보냈습니다|에서 보냄).{0,3}|나의 .{1,20}에서 보냄"
)
# These look like a client line but are how people begin a sentence.
NOT_CLIENT = r"sent (?:by|via|with|on|from) (?:post|mail|courier|monday|tuesday|wednesday|thursday|friday|the|your|our|dhl|ups|fedex)\b.*|(?!.*(?:typo|excuse|brevity|forgive|pardon|short)).*(?:[。！？]\s*|[?!.]\s+)\S.{12,}|来自\S{0,12}(?:客户|用户|朋友|的客戶).*"

SIGN_OFF = (
    r"(?:(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|sincere|very best) (?:regards|wishes|thanks)|regards|rgds|brgds|kr|br|cheers|sincerely|yours(?: (?:sincerely|truly|faithfully))?|sincerely yours|respectfully"
    r"|best|all the best|thanks?(?: (?:you|again|so much|very much|a lot|a bunch|in advance|and (?:best|kind) regards|and regards))*|thank you(?: (?:very much|so much|in advance|again|for your (?:help|time|support)))*|thx|ty|take care|greetings|have a (?:nice|good|great) (?:day|weekend|evening)"
    r"|(?:mit )?(?:den )?(?:freundlich\w*|herzlich\w*|best\w*|viele\w*|lieb\w*|schöne\w*|sonnige\w*) gr(?:ü|ue)(?:ß|ss)\w*(?: .{0,40})?|gr(?:u|ü)(?:ß|ss)e?|mfg|lg|vg|hochachtungsvoll|danke(?: (?:schön|im voraus|und .{1,30}))?|vielen dank(?: (?:im voraus|und .{1,30}))?|besten dank"
    r"|(?:bien )?cordialement(?: vôtre)?|bien à vous|salutations(?: .{0,30})?|(?:avec )?mes (?:meilleures |sincères )?salutations|merci(?: (?:beaucoup|d'avance|et .{1,30}))?|amicalement|bonne (?:journée|soirée|fin de .{1,12})"
    r"|(?:un )?(?:cordial(?:es)? )?saludos?(?: (?:cordiales|cordial))?|atentamente|atte\.?|(?:muchas )?gracias(?: .{0,20})?|un abrazo|(?:cordiali |distinti )?saluti|cordialmente|grazie(?: .{0,20})?|atenciosamente|att\.?|(?:muito )?obrigad[oa]|(?:com os )?(?:melhores )?cumprimentos|abraços?"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|mvg|(?:alvast )?bedankt(?: .{0,20})?|(?:med )?(?:vänlig\w*|venlig\w*|vennlig\w*|bästa|beste|bedste|kærlig|varm\w*) (?:hälsning\w*|hilsen\w*|hilsner)|hälsningar|hilsen|mvh|vh|dh|tack(?: .{0,15})?|(?:på förhånd )?takk?(?: .{0,15})?|(?:ystävällisin )?terveisin|terv\w*|kiitos"
    r"|pozdrawiam(?: .{0,20})?|z poważaniem|dziękuję|s pozdravem|(?:s )?pozdrav\w*|děkuj[iu]|ďakujem|с уважением|с наилучшими пожеланиями|спасибо(?: .{0,20})?|з повагою|дякую|üdvözlettel|tisztelettel|köszönöm|(?:iyi çalışmalar|saygılarımla|saygılar|teşekkürler)|cu stimă|mulțumesc|με εκτίμηση|trân trọng|salam"
    r"|此致|敬礼|敬禮|此致\s*敬[礼禮]|祝好|祝安|即颂.{0,6}|顺颂.{0,6}|順頌.{0,6}|顺祝.{0,10}|順祝.{0,10}|敬祝.{0,10}|祝您?.{1,12}|谨启|敬上|拜上|谨上|敬启|(?:非常)?(?:谢谢|謝謝|感谢|感謝|多谢|多謝|辛苦了?|麻烦了|拜托了|拜託了?|盼复|盼覆|期待回复)(?:您|你|你们|大家|啦|了|哈)?|商祺|勿念"
    r"|以上|(?:どうぞ)?(?:宜しく|よろしく)お願い(?:いた|致)?します|敬具|草々|감사합니다|수고하세요|드림)[\s,，.。!！~～:;；]*"
)
LEGAL = (
    r"(?:\W{0,3}(?:important )?(?:confidential\w*|legal|privacy|security|e-?mail)? ?(?:notice|disclaimer|confidentiality|warning|caution)\b.{0,40}[:：]|disclaimer$|confidentiality (?:notice|note|statement))"
    r"|(?:this|the) (?:e-?mail|message|communication|transmission)[^.]{0,120}\b(?:confidential|privileged|intended (?:only|solely|for)|scanned|checked for viruses|disclos)"
    r"|(?:the )?(?:information|content)s? (?:contained )?in this (?:e-?mail|message|communication)|if you (?:are not|have received) (?:the intended|this (?:e-?mail|message))|please consider the environment|think before you print"
    r"|(?:本|此|该|這|该封|這封)(?:封)?(?:电子)?(?:電子)?(?:邮件|郵件|信件|电邮|電郵|信息|訊息)[^。]{0,60}(?:保密|机密|機密|隐私|隱私|特定|收件人|收件者|误收|誤收|授权|授權|法律|仅供|僅供|打印|列印)|(?:免责|免責|保密|法律)(?:声明|聲明|条款|提示|說明|说明)|(?:保护环境|保護環境|为了环境|為了環境|请考虑环境|節省紙張|节约纸张).{0,30}"
    r"|(?:diese|die in dieser) (?:e-?mail|nachricht)[^.]{0,100}(?:vertraulich|bestimmt|rechtlich)|(?:ce (?:message|courriel|mail)|cet e-?mail)[^.]{0,100}(?:confidenti|destinataire|exclusi)|(?:este (?:mensaje|correo|e-?mail)|esta mensagem)[^.]{0,100}(?:confidencial|destinatari)"
    r"|(?:questo (?:messaggio|e-?mail)|questa e-?mail|le informazioni contenute)[^.]{0,100}(?:riservat|destinatari|confidenzial)|(?:dit bericht|deze e-?mail|de informatie in dit)[^.]{0,100}(?:vertrouwelijk|bestemd)|(?:detta|dette|denne) (?:e-?post|meddelande|e-?mail|mail)[^.]{0,80}(?:konfiden|fortrolig|avsedd)"
    r"|(?:virus-?free|virenfrei|不含病毒|无病毒).{0,30}(?:avast|avg|www)|(?:scanned|checked) (?:by|for viruses).{0,60}|avast.{0,30}antivirus.{0,40}"
)
LIST_FOOTER = (
    r"you (?:are receiving|received|'re receiving) this (?:e-?mail|message|because|mail).{0,120}|to (?:unsubscribe|stop receiving|post to this).{0,120}|unsubscribe\b.{0,80}|\S+ mailing list(?: --? .{0,60})?|.{0,40}mailing list$"
    r"|(?:如需|如不想|如果(?:您|你)不想|若要|要)(?:再)?.{0,20}(?:退订|取消订阅|退訂|取消訂閱).{0,40}|(?:您|你)收到(?:此|这|本)(?:封)?邮件是?因为.{0,60}|点击?(?:此处|这里)?(?:退订|取消订阅).{0,20}|https?://\S+/(?:mailman|listinfo|unsubscribe|options)/\S*|view (?:it|this (?:e-?mail|message)) (?:online|on github|in your browser).{0,80}"
)
CONTACT = (
    r"(?:(?:direct|office|business|work|24h?)\s?)?(?:tel|tél|telephone|phone|ph|mobile|mob|mobil|handy|cell|fax|facsimile|telefon\w*|teléfono|téléphone|telefono|móvil|portable|direct|hotline|skype|wechat|weixin|whatsapp|e-?mail|mail|web|website|site|url|linkedin|qq|line id|line|add|addr|address|vat|ust-?id|тел|моб|факс)\b\.?\s*(?:\(.{1,12}\))?\s*[:：./|]?\s*[+(\d\w@.].{0,80}"
    r"|(?:电\s*话|電\s*話|手\s*机|手\s*機|座机|移动电话|行動電話|联系电话|聯絡電話|服务热线|传\s*真|傳\s*真|热线|熱線|客服热线|邮\s*箱|郵\s*箱|电子邮件|電子郵件|信箱|网\s*址|網\s*址|地\s*址|邮\s*编|郵遞區號|微\s*信|微信号|qq|公司|部门|职位|分机|分機)\s*(?:[:：/]|号?[:：])\s*\S.{0,80}"
    r"|[tmfepawhod]\s?[.:：|]\s?[+(\w].{2,60}|[+(]?\d[\d\s().\-/]{6,20}(?:\s?(?:ext|x|转|轉|分机|#)\.?\s?\d{1,6})?|\S+@\S+\.\w{2,}|<?(?:https?://|www\.)\S+>?|\+?\d[\d\s-]{7,}\s*\|.{0,60}|.{1,40}\|.{1,60}"
)
ORGANISATION = (
    r".{2,50}(?:有限公司|有限责任公司|股份公司|公司|集团|集團|医院|醫院|学校|學校|大学|大學|研究所|部|科|處|处|中心|经理|經理|主管|总监|總監|工程师|工程師|专员|專員|主任|助理|主任)"
    r"|.{2,60}\b(?:gmbh|ag|kg|ltd|limited|inc|llc|llp|corp|corporation|s\.?a\.?s?|s\.?r\.?l|b\.?v|oy|ab|as|aps|plc|pty|co|company|group|university|institute|department|dept)\.?(?: .{0,20})?"
    r"|.{0,40}\b(?:manager|director|engineer|officer|head of|president|ceo|cto|cfo|assistant|consultant|specialist|coordinator|supervisor|technician|analyst|developer|accountant|sales|purchasing|einkauf|vertrieb|leiter\w*|geschäftsführ\w*|founder|ph\.?d|editor|researcher)\b.{0,40}"
)

REPLY_PREFIX = r"re|aw|antw|antwort|sv|vs|odp|ynt|res|rif|ris|ref|atb|bls|vá|ответ|отв|на|回复|回覆|答复|答覆|回信|返信|답장|回|reply|автоответ"
FORWARD_PREFIX = r"fwd?|wg|tr|rv|enc|vl|doorst|vb|pd|i|ilt|i̇lt|továbbítás|转发|轉寄|轉發|转寄|轉送|转交|転送|전달|пересл|forward"

AUTO_SUBJECT = (
    r"(?:re\s*[:：]\s*)?[\[【(（]?\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response|answer)|auto-?responder|auto(?=\s*:)|automatische (?:antwort|antwoord)|automatisch antwoord|réponse automatique|respuesta automática|risposta automatica|resposta automática|autosvar|automatisk svar|automaattinen vastaus|автоответ|автоматический ответ|автоматична відповідь|automatyczna odpowiedź|automatická odpověď"
    r"|out[- ]of[- ](?:the[- ])?office|abwesenheitsnotiz|abwesend|abwesenheit|absence du bureau|message d'absence|fuera de (?:la )?oficina|fuori sede|vacation (?:reply|message|notice)|away from (?:the )?office|(?:系统|系統|假期|休假|外出|邮件|離線|离线)?(?:自动|自動)(?:回复|回覆|答复|答覆|应答|回信|应答邮件|答錄)|(?:外出|休假|离岗|不在办公室|不在辦公室)(?:通知|提醒|自动回复)?|自動応答|自動返信|不在通知|부재중)\s*[\]】)）]?\s*(?:[:：\-–—(（]|$|re\b).*"
)
AUTO_BODY = (
    r"(?:这是|這是|此为|此為|本邮件为|本郵件為|本邮件是|此邮件为|该邮件为|此郵件為)[^。\n]{0,20}(?:自动|自動)(?:回复|回覆|应答|發送|发送|答复)|系统自动(?:回复|发出|发送)|(?:我|本人)(?:目前|现在|現在|正在|最近|将|於|于|自)[^。\n]{0,30}(?:休假|外出|出差|不在办公室|不在辦公室|度假|请假|請假|年假|产假)[^。\n]{0,60}(?:无法|無法|不能|回复|回覆|联系|聯絡|处理|邮件|郵件)"
    r"|(?:this is an? )?(?:automatic|automated|auto-?generated) (?:reply|response|acknowledge?ment|message|e-?mail|notification)|i(?:'|’)?(?: am| ?m|’m) (?:currently |now )?(?:out of (?:the )?office|on (?:vacation|annual leave|holiday|leave|parental leave|maternity leave)|away from)|i will be out of (?:the )?office|we have received your (?:request|e-?mail|message|enquiry|inquiry|ticket)"
    r"|ich bin (?:derzeit |momentan |zurzeit |zur zeit |bis )?[^.\n]{0,40}(?:nicht im (?:büro|haus)|abwesend|im urlaub|nicht erreichbar)|je suis (?:actuellement )?(?:absent|en congé|en vacances)|estoy (?:fuera|de vacaciones|ausente)|您的(?:邮件|來信|来信|郵件|工单|请求)[^。\n]{0,10}(?:已收到|我已收到|已经收到|已經收到|已受理|已登记)|(?:我们|我們|本公司)?(?:已|已经|已經)收到(?:您|你)的(?:邮件|来信|來信|郵件|请求|工单|询问)"
)
BOUNCE_SUBJECT = (
    r"undeliver\w*.*|delivery (?:status notification|failure|has failed|failed|problem|report|notification|delayed).*|mail (?:delivery|system) (?:failed|failure|error|problem|subsystem|delivery).*|returned mail.*|failure notice.*|delayed mail.*|(?:warning|message).*(?:delayed|undeliver|could not be (?:sent|delivered)|not delivered).*|non[- ]?delivery.*|"
    r"(?:系统|系統)?退信.*|.*(?:退信通知|退信提醒|邮件退回|郵件退回|投递失败|投遞失敗|未送达|未送達|无法送达|無法傳遞|无法投递|发送失败通知|發送失敗|未傳遞|無法寄達).*|unzustellbar.*|nicht zugestellt.*|(?:échec de (?:la )?remise|non remis|message non distribué|courrier non distribuable).*|no se puede entregar.*|non recapitabile.*|mancato recapito.*|onbestelbaar.*|não entregue.*|недоставлен\w*.*|niet bezorgd.*"
)
RECEIPT_SUBJECT = r"(?:read|gelesen|lu|leído|letto|lido|gelezen|läst|lest|læst|przeczytano|прочитано|прочтено|已读|已讀|not read|ungelesen gelöscht|未读|開封済み|읽음)\s*[:：].*|return receipt.*|read receipt.*|(?:disposition|reading) (?:notification|confirmation).*|lesebestätigung.*|empfangsbestätigung \(angezeigt\).*|accusé de (?:lecture|réception \().*|(?:【|\[)?(?:已读|已讀|阅读|閱讀|收条|回执|讀取)(?:回执|回條|回条|收条|收據|确认)?(?:】|\])?\s*(?:[:：(（]|-).*|已读回执.*|讀取回條.*|阅读回执.*|开封通知.*|開封確認.*"
DAEMON = r"(?:mailer-?daemon|postmaster|mail-?delivery|maildelivery|mdaemon|bounces?|post-?master|mailer|mail\.daemon)(?:[+\-=].*)?@.*"
NOREPLY = r"(?:[\w.+-]*[._+-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|noreply|nicht[._-]?antworten|mailer-daemon|postmaster|notifications?|alerts?|bounces?|automat\w*|system|robot|daemon)(?:[._+-][\w.+-]*)?@.*"
CODE = r"(?:verif\w+|confirmation|security|sign-?in|log-?in|one-?time|access|auth\w*|pass|your)\s?(?:pass)?code|one-time (?:password|pin)|\botp\b|code to (?:join|sign|log|verify)|\bpin code|验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|认证码|認證碼|确认码|確認碼|安全码|安全碼|登录码|登入碼|bestätigungscode|sicherheitscode|code de (?:vérification|sécurité)|código de (?:verificación|seguridad)"


def line(pattern: str) -> re.Pattern[str]:
    """A pattern for a whole line, without regard to case."""
    return re.compile(rf"(?:{pattern})\Z", re.IGNORECASE)


def anywhere(pattern: str) -> re.Pattern[str]:
    """A pattern for any place, without regard to case."""
    return re.compile(pattern, re.IGNORECASE)
