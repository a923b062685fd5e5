"""Names of months in 53 languages, generated from CLDR 47 (Unicode License v3): wide and abbreviated, both as in a date
and alone, plus the older or regional forms of its sub-locales.

Folded (NFKC, lower case, no dots); months are parted by `` | ``, the forms of a month by a comma.  Languages that write
a month as a number (Chinese, Japanese, Korean, Vietnamese) need no names, save the Chinese numerals.
"""

from __future__ import annotations

NAMES: dict[str, str] = {
    "ar": (
        "يناير,كانون الثاني | فبراير,شباط | مارس,آذار | أبريل,نيسان | مايو,أيار | يونيو,حزيران | يوليو,تموز | "
        "أغسطس,آب | سبتمبر,أيلول | أكتوبر,تشرين الأول | نوفمبر,تشرين الثاني | ديسمبر,كانون الأول"
    ),
    "az": (
        "yanvar,yan | fevral,fev | mart,mar | aprel,apr | may | iyun,iyn | iyul,iyl | avqust,avq | sentyabr,sen | "
        "oktyabr,okt | noyabr,noy | dekabr,dek"
    ),
    "bg": (
        "януари,яну | февруари,фев | март | април,апр | май | юни | юли | август,авг | септември,сеп | "
        "октомври,окт | ноември,ное | декември,дек"
    ),
    "bn": (
        "জানুয়ারী,জানু | ফেব্রুয়ারী,ফেব | মার্চ | এপ্রিল,এপ্রি | মে | জুন | জুলাই,জুল | আগস্ট,আগ | "
        "সেপ্টেম্বর,সেপ | অক্টোবর,অক্টো | নভেম্বর,নভে | ডিসেম্বর,ডিসে"
    ),
    "bs": (
        "januar,jan | februar,feb | mart,mar | april,apr | maj | juni,jun | juli,jul | august,aug | septembar,sep "
        "| oktobar,okt | novembar,nov | decembar,dec"
    ),
    "ca": (
        "gener,gen | febrer,febr | març | abril,abr | maig | juny | juliol,jul | agost,ag | setembre,set | "
        "octubre,oct | novembre,nov | desembre,des"
    ),
    "cs": (
        "ledna,led,leden | února,úno,únor | března,bře,březen | dubna,dub,duben | května,kvě,květen | "
        "června,čvn,červen | července,čvc,červenec | srpna,srp,srpen | září,zář | října,říj,říjen | "
        "listopadu,lis,listopad | prosince,pro,prosinec"
    ),
    "da": (
        "januar,jan | februar,feb | marts,mar | april,apr | maj | juni,jun | juli,jul | august,aug | "
        "september,sep | oktober,okt | november,nov | december,dec"
    ),
    "de": (
        "januar,jan,jänner,jän | februar,feb | märz,mär | april,apr | mai | juni,jun | juli,jul | august,aug | "
        "september,sept,sep | oktober,okt | november,nov | dezember,dez"
    ),
    "el": (
        "ιανουαρίου,ιαν,ιανουάριοσ | φεβρουαρίου,φεβ,φεβρουάριοσ | μαρτίου,μαρ,μάρτιοσ,μάρ | "
        "απριλίου,απρ,απρίλιοσ | μαΐου,μαΐ,μάιοσ,μάι | ιουνίου,ιουν,ιούνιοσ,ιούν | ιουλίου,ιουλ,ιούλιοσ,ιούλ | "
        "αυγούστου,αυγ,αύγουστοσ,αύγ | σεπτεμβρίου,σεπ,σεπτέμβριοσ | οκτωβρίου,οκτ,οκτώβριοσ | "
        "νοεμβρίου,νοε,νοέμβριοσ,νοέ | δεκεμβρίου,δεκ,δεκέμβριοσ"
    ),
    "en": (
        "january,jan | february,feb | march,mar | april,apr | may | june,jun | july,jul | august,aug | "
        "september,sep,sept | october,oct | november,nov | december,dec"
    ),
    "es": (
        "enero,ene | febrero,feb | marzo,mar | abril,abr | mayo,may | junio,jun | julio,jul | agosto,ago | "
        "septiembre,sept,sep | octubre,oct | noviembre,nov | diciembre,dic"
    ),
    "et": (
        "jaanuar,jaan | veebruar,veebr | märts | aprill,apr | mai | juuni | juuli | august,aug | september,sept | "
        "oktoober,okt | november,nov | detsember,dets"
    ),
    "eu": (
        "urtarrila,urt | otsaila,ots | martxoa,mar | apirila,api | maiatza,mai | ekaina,eka | uztaila,uzt | "
        "abuztua,abu | iraila,ira | urria,urr | azaroa,aza | abendua,abe"
    ),
    "fa": (
        "ژانویهٔ,ژانویه | فوریهٔ,فوریه | مارس | آوریل | مهٔ,مه | ژوئن | ژوئیهٔ,ژوئیه | اوت | سپتامبر | اکتبر | "
        "نوامبر | دسامبر"
    ),
    "fi": (
        "tammikuuta,tammi,tammikuu | helmikuuta,helmi,helmikuu | maaliskuuta,maalis,maaliskuu | "
        "huhtikuuta,huhti,huhtikuu | toukokuuta,touko,toukokuu | kesäkuuta,kesä,kesäkuu | "
        "heinäkuuta,heinä,heinäkuu | elokuuta,elo,elokuu | syyskuuta,syys,syyskuu | lokakuuta,loka,lokakuu | "
        "marraskuuta,marras,marraskuu | joulukuuta,joulu,joulukuu"
    ),
    "fil": (
        "enero,ene | pebrero,peb | marso,mar | abril,abr | mayo,may | hunyo,hun | hulyo,hul | agosto,ago | "
        "setyembre,set | oktubre,okt | nobyembre,nob | disyembre,dis"
    ),
    "fr": (
        "janvier,janv | février,févr | mars | avril,avr | mai | juin | juillet,juil,juill | août | septembre,sept "
        "| octobre,oct | novembre,nov | décembre,déc"
    ),
    "gl": (
        "xaneiro,xan | febreiro,feb | marzo,mar | abril,abr | maio | xuño | xullo,xul | agosto,ago | setembro,set "
        "| outubro,out | novembro,nov | decembro,dec"
    ),
    "he": (
        "ינואר,ינו | פברואר,פבר | מרץ | אפריל,אפר | מאי | יוני | יולי | אוגוסט,אוג | ספטמבר,ספט | אוקטובר,אוק | "
        "נובמבר,נוב | דצמבר,דצמ"
    ),
    "hi": (
        "जनवरी,जन | फ़रवरी,फ़र | मार्च | अप्रैल | मई | जून | जुलाई,जुल | अगस्त,अग | सितंबर,सित | अक्टूबर,अक्टू | नवंबर,नव | दिसंबर,दिस"
    ),
    "hr": (
        "siječnja,sij,siječanj | veljače,velj,veljača | ožujka,ožu,ožujak | travnja,tra,travanj | "
        "svibnja,svi,svibanj | lipnja,lip,lipanj | srpnja,srp,srpanj | kolovoza,kol,kolovoz | rujna,ruj,rujan | "
        "listopada,lis,listopad | studenoga,stu,studeni | prosinca,pro,prosinac"
    ),
    "hu": (
        "január,jan | február,febr | március,márc | április,ápr | május,máj | június,jún | július,júl | "
        "augusztus,aug | szeptember,szept | október,okt | november,nov | december,dec"
    ),
    "hy": (
        "հունվարի,հնվ,հունվար | փետրվարի,փտվ,փետրվար | մարտի,մրտ,մարտ | ապրիլի,ապր,ապրիլ | մայիսի,մյս,մայիս | "
        "հունիսի,հնս,հունիս | հուլիսի,հլս,հուլիս | օգոստոսի,օգս,օգոստոս | սեպտեմբերի,սեպ,սեպտեմբեր | "
        "հոկտեմբերի,հոկ,հոկտեմբեր | նոյեմբերի,նոյ,նոյեմբեր | դեկտեմբերի,դեկ,դեկտեմբեր"
    ),
    "id": (
        "januari,jan | februari,feb | maret,mar | april,apr | mei | juni,jun | juli,jul | agustus,agu | "
        "september,sep | oktober,okt | november,nov | desember,des"
    ),
    "it": (
        "gennaio,gen | febbraio,feb | marzo,mar | aprile,apr | maggio,mag | giugno,giu | luglio,lug | agosto,ago "
        "| settembre,set | ottobre,ott | novembre,nov | dicembre,dic"
    ),
    "ka": (
        "იანვარი,იან | თებერვალი,თებ | მარტი,მარ | აპრილი,აპრ | მაისი,მაი | ივნისი,ივნ | ივლისი,ივლ | აგვისტო,აგვ "
        "| სექტემბერი,სექ | ოქტომბერი,ოქტ | ნოემბერი,ნოე | დეკემბერი,დეკ"
    ),
    "kk": (
        "қаңтар,қаң | ақпан,ақп | наурыз,нау | сәуір,сәу | мамыр,мам | маусым,мау | шілде,шіл | тамыз,там | "
        "қыркүйек,қыр | қазан,қаз | қараша,қар | желтоқсан,жел"
    ),
    "lt": (
        "sausio,saus,sausis | vasario,vas,vasaris | kovo,kov,kovas | balandžio,bal,balandis | gegužės,geg,gegužė "
        "| birželio,birž,birželis | liepos,liep,liepa | rugpjūčio,rugp,rugpjūtis | rugsėjo,rugs,rugsėjis | "
        "spalio,spal,spalis | lapkričio,lapkr,lapkritis | gruodžio,gruod,gruodis"
    ),
    "lv": (
        "janvāris,janv | februāris,febr | marts | aprīlis,apr | maijs | jūnijs,jūn | jūlijs,jūl | augusts,aug | "
        "septembris,sept | oktobris,okt | novembris,nov | decembris,dec"
    ),
    "mk": (
        "јануари,јан | февруари,фев | март,мар | април,апр | мај | јуни,јун | јули,јул | август,авг | "
        "септември,сеп | октомври,окт | ноември,ное | декември,дек"
    ),
    "mr": (
        "जानेवारी,जाने | फेब्रुवारी,फेब्रु | मार्च | एप्रिल,एप्रि | मे | जून | जुलै | ऑगस्ट,ऑग | सप्टेंबर,सप्टें "
        "| ऑक्टोबर,ऑक्टो | नोव्हेंबर,नोव्हें | डिसेंबर,डिसें"
    ),
    "ms": (
        "januari,jan | februari,feb | mac | april,apr | mei | jun | julai,jul | ogos,ogo | september,sep | "
        "oktober,okt | november,nov | disember,dis"
    ),
    "nb": (
        "januar,jan | februar,feb | mars,mar | april,apr | mai | juni,jun | juli,jul | august,aug | september,sep "
        "| oktober,okt | november,nov | desember,des"
    ),
    "nl": (
        "januari,jan | februari,feb | maart,mrt | april,apr | mei | juni,jun | juli,jul | augustus,aug | "
        "september,sep | oktober,okt | november,nov | december,dec"
    ),
    "pa": (
        "ਜਨਵਰੀ,ਜਨ | ਫ਼ਰਵਰੀ,ਫ਼ਰ | ਮਾਰਚ | ਅਪ੍ਰੈਲ,ਅਪ੍ਰੈ | ਮਈ | ਜੂਨ | ਜੁਲਾਈ,ਜੁਲਾ | ਅਗਸਤ,ਅਗ | ਸਤੰਬਰ,ਸਤੰ | ਅਕਤੂਬਰ,ਅਕਤੂ | ਨਵੰਬਰ,ਨਵੰ | ਦਸੰਬਰ,ਦਸੰ"
    ),
    "pl": (
        "stycznia,sty,styczeń | lutego,lut,luty | marca,mar,marzec | kwietnia,kwi,kwiecień | maja,maj | "
        "czerwca,cze,czerwiec | lipca,lip,lipiec | sierpnia,sie,sierpień | września,wrz,wrzesień | "
        "października,paź,październik | listopada,lis,listopad | grudnia,gru,grudzień"
    ),
    "pt": (
        "janeiro,jan | fevereiro,fev | março,mar | abril,abr | maio,mai | junho,jun | julho,jul | agosto,ago | "
        "setembro,set | outubro,out | novembro,nov | dezembro,dez"
    ),
    "ro": (
        "ianuarie,ian | februarie,feb | martie,mar | aprilie,apr | mai | iunie,iun | iulie,iul | august,aug | "
        "septembrie,sept | octombrie,oct | noiembrie,nov | decembrie,dec"
    ),
    "ru": (
        "января,янв,январь | февраля,февр,февраль | марта,мар,март | апреля,апр,апрель | мая,май | июня,июн,июнь "
        "| июля,июл,июль | августа,авг,август | сентября,сент,сентябрь | октября,окт,октябрь | ноября,нояб,ноябрь "
        "| декабря,дек,декабрь"
    ),
    "sk": (
        "januára,jan,január | februára,feb,február | marca,mar,marec | apríla,apr,apríl | mája,máj | júna,jún | "
        "júla,júl | augusta,aug,august | septembra,sep,september | októbra,okt,október | novembra,nov,november | "
        "decembra,dec,december"
    ),
    "sl": (
        "januar,jan | februar,feb | marec,mar | april,apr | maj | junij,jun | julij,jul | avgust,avg | "
        "september,sep | oktober,okt | november,nov | december,dec"
    ),
    "sq": (
        "janar,jan | shkurt,shk | mars,mar | prill,pri | maj | qershor,qer | korrik,korr | gusht,gush | "
        "shtator,sht | tetor,tet | nëntor,nën | dhjetor,dhj"
    ),
    "sr": (
        "јануар,јан,januar,jan | фебруар,феб,februar,feb | март,мар,mart,mar | април,апр,april,apr | мај,maj | "
        "јун,jun | јул,jul | август,авг,avgust,avg | септембар,сеп,septembar,sep | октобар,окт,oktobar,okt | "
        "новембар,нов,novembar,nov | децембар,дец,decembar,dec"
    ),
    "sv": (
        "januari,jan | februari,feb | mars | april,apr | maj | juni | juli | augusti,aug | september,sep | "
        "oktober,okt | november,nov | december,dec"
    ),
    "sw": (
        "januari,jan | februari,feb | machi,mac | aprili,apr | mei | juni,jun | julai,jul | agosti,ago | "
        "septemba,sep | oktoba,okt | novemba,nov | desemba,des"
    ),
    "ta": (
        "ஜனவரி,ஜன | பிப்ரவரி,பிப் | மார்ச்,மார் | ஏப்ரல்,ஏப் | மே | ஜூன் | ஜூலை | ஆகஸ்ட்,ஆக | செப்டம்பர்,செப் | "
        "அக்டோபர்,அக் | நவம்பர்,நவ | டிசம்பர்,டிச"
    ),
    "te": (
        "జనవరి,జన | ఫిబ్రవరి,ఫిబ్ర | మార్చి | ఏప్రిల్,ఏప్రి | మే | జూన్ | జులై | ఆగస్టు,ఆగ | సెప్టెంబర్,సెప్టెం | "
        "అక్టోబర్,అక్టో | నవంబర్,నవం | డిసెంబర్,డిసెం"
    ),
    "th": (
        "มกราคม,มค | กุมภาพันธ์,กพ | มีนาคม,มีค | เมษายน,เมย | พฤษภาคม,พค | มิถุนายน,มิย | กรกฎาคม,กค | "
        "สิงหาคม,สค | กันยายน,กย | ตุลาคม,ตค | พฤศจิกายน,พย | ธันวาคม,ธค"
    ),
    "tr": (
        "ocak,oca | şubat,şub | mart,mar | nisan,nis | mayıs,may | haziran,haz | temmuz,tem | ağustos,ağu | "
        "eylül,eyl | ekim,eki | kasım,kas | aralık,ara"
    ),
    "uk": (
        "січня,січ,січень | лютого,лют,лютий | березня,бер,березень | квітня,квіт,квітень | травня,трав,травень | "
        "червня,черв,червень | липня,лип,липень | серпня,серп,серпень | вересня,вер,вересень | "
        "жовтня,жовт,жовтень | листопада,лист,листопад | грудня,груд,грудень"
    ),
    "ur": "جنوری | فروری | مارچ | اپریل | مئی | جون | جولائی | اگست | ستمبر | اکتوبر | نومبر | دسمبر",
    "zh": "一月 | 二月 | 三月 | 四月 | 五月 | 六月 | 七月 | 八月 | 九月 | 十月 | 十一月 | 十二月",
}
