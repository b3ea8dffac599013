"""Hindi words as they are read, and the promises that hold for any text at all."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.text.romanization import romanize, romanize_plain

DEVANAGARI = re.compile("[\u0900-\u097f]")

# Word, latin, as a reader of Hindi says it. Grouped by what the word tries.
READINGS = """
घर ghar           | न na               | व va               | एक ek
दो do             | कमल kamal          | नमक namak          | गरम garam
कलम kalam         | सड़क saṛak          | औरत aurat          | अलग alag
भारत bhārat       | किताब kitāb        | मकान makān         | बहुत bahut
शहर śahar         | समय samay          | चाय cāy            | गाय gāy
पुस्तक pustak      | अक्षर akṣar        | शिक्षक śikṣak       | उत्तर uttar

समझना samajhnā    | समझाना samjhānā    | निकलना nikalnā     | निकालना nikālnā
करना karnā        | बताना batānā       | बदलना badalnā      | पकड़ना pakaṛnā
पढ़ना paṛhnā       | कहना kahnā         | रहता rahtā         | सकते sakte
करवाना karvānā    | ठहरना ṭhaharnā     | लगता lagtā         | चलना calnā

लड़का laṛkā        | लड़की laṛkī         | कमरा kamrā         | अपने apne
उसका uskā         | हमारा hamārā       | दूसरा dūsrā        | आदमी ādmī
नौकरी naukrī      | मछली machlī        | पहला pahlā         | सामने sāmne
जनता jantā        | मतलब matlab        | बचपन bacpan        | सरकार sarkār
जानवर jānvar      | पहचान pahcān       | इसलिए islie        | आजकल ājkal
भगवान bhagvān     | तकलीफ़ taklīf       | मेहनत mehnat       | लड़कपन laṛakpan
आसमान āsmān       | सोमवार somvār      | बातचीत bātcīt      | राजनीति rājnīti
परमेश्वर parmeśvar | सफलता saphaltā     | लखनऊ lakhnaū       | कलकत्ता kalkattā
पागलपन pāgalpan   | आवश्यकता āvaśyaktā | उपयोग upyog        | नमकीन namkīn

नमस्ते namaste     | समस्या samasyā     | अस्पताल aspatāl    | सरस्वती sarasvatī
उपन्यास upanyās   | मित्रता mitratā    | वर्तमान vartamān   | मोहब्बत mohabbat
गए gae            | कई kaī             | रुपया rupayā       | कृपया kr̥payā
दोपहर dopahar     | विश्वविद्यालय viśvavidyālay | शुक्रवार śukravār | लोकतंत्र loktantra

मित्र mitra       | राज्य rājya        | सत्य satya         | सूर्य sūrya
चक्र cakra        | विश्व viśva        | शुक्ल śukla        | समुद्र samudra
यज्ञ yajña        | कृष्ण kr̥ṣṇa        | धर्म dharm         | शब्द śabd
दोस्त dost        | पूर्व pūrv         | वर्ष varṣ          | युद्ध yuddh
प्रश्न praśn      | वक़्त vaqt          | प्रिय priya        | भारतीय bhārtīya

मैं maĩ           | हूँ hū̃             | में mẽ             | नहीं nahī̃
क्यों kyõ         | क्योंकि kyõki       | माँ mā̃             | चाँद cā̃d           | पाँच pā̃c
गाँव gā̃v          | हँसना hãsnā        | पहुँचना pahũcnā    | आँख ā̃kh
बंद band          | घंटा ghaṇṭā        | हिंदी hindī        | हिन्दी hindī
पंजाब pañjāb      | रंग raṅg           | संपर्क sampark     | संसार sãsār
मंगलवार maṅgalvār | ज़िंदगी zindagī    | जंगली jaṅglī       | कंपनी kampanī
हंसना hãsnā       | पहुंचकर pahuñckar  | मांगना māṅgnā      | स्वयं svayam
संख्या saṅkhyā    | प्रधानमंत्री pradhānmantrī | संगठन saṅgaṭhan | सुंदरता sundartā

क़लम qalam         | ख़बर xabar          | ग़लती ġaltī         | ज़रूरत zarūrat
सफ़ेद safed        | अख़बार axbār        | गाड़ी gāṛī          | ऋषि r̥ṣi
डॉक्टर ḍôkṭar      | ज्ञान jñān         | दुःख duḥkh         | अतः ataḥ
ॲप êp             | टेलीविझ़न ṭelīvizhan | वाक्य vākya         | टैक्स ṭaiks
लाइट lāiṭ         | अच्छा acchā        | बच्चा baccā        | छोटा choṭā
कुछ kuch          | भाषा bhāṣā         | शांति śānti        | अर्थात् arthāt

मतलबी matlabī     | जनवरी janvarī      | फ़रवरी farvarī      | गड़बड़ी gaṛbaṛī
अजनबी ajnabī      | कचहरी kacahrī      | निकलती nikaltī     | मेहनती mehnatī
खटखटाना khaṭkhaṭānā | चमचमाना camcamānā | आमदनी āmdanī      | अहमदाबाद ahmadābād
प्रगति pragati     | राष्ट्रपति rāṣṭrapati | सहमति sahmati     | जबकि jabki
उपकरण upkaraṇ     | उपकरणों upkaraṇõ   | उदाहरण udāharaṇ   | विवरण vivaraṇ
जानवरों jānvarõ    | हरकतें harkatẽ     | सड़कें saṛkẽ        | बादलों bādlõ
अंतरिक्ष antarikṣ   | सुंदरी sundarī      | आंतरिक āntarik     | उंगली uṅglī
आंकड़े āṅkṛe        | प्रेरणा prerṇā      | जन्मदिन janmdin    | लोकप्रिय lokpriya
बेवजह bevajah     | बेख़बर bexabar     | असफलता asaphaltā   | लाजवाब lājavāb
"""
WORDS = [tuple(cell.split()) for cell in READINGS.replace("\n", "|").split("|") if cell.strip()]

SPELLINGS = """
मैं main      | घर ghar       | हूँ hun        | नहीं nahin     | नमस्ते namaste
में mein      | अच्छा accha   | बच्चा baccha  | समझना samajhna | लाइट lait
लड़का ladka    | सड़क sadak     | पढ़ना padhna   | छोटा chhota   | कुछ kuchh
चाय chay      | पाँच panch    | चाँद chand    | हिंदी hindi   | संपर्क sampark
ज्ञान gyan    | यज्ञ yagya    | ऋषि rishi     | कृष्ण krishna | शिक्षक shikshak
भाषा bhasha   | ख़ुशी khushi   | ग़लत galat     | ज़रूरत zarurat | सफ़ेद safed
क़लम qalam     | इंसान insan   | घंटा ghanta   | कॉलेज kolej   | उन्हें unhein
क्यों kyon    | सम्मानजनक sammanajnak | स्वयं svayam  | ज़िंदगी zindagi | भाई bhai     | औरत aurat
"""
SPELT = [tuple(cell.split()) for cell in SPELLINGS.replace("\n", "|").split("|") if cell.strip()]


@pytest.mark.parametrize(("hindi", "expected"), WORDS)
def test_words_are_read_as_hindi_reads_them(hindi: str, expected: str) -> None:
    assert romanize(hindi) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize(("hindi", "expected"), SPELT)
def test_words_are_spelt_as_people_type_them(hindi: str, expected: str) -> None:
    assert romanize_plain(hindi) == expected


def test_the_tables_are_as_large_as_they_claim() -> None:
    assert len({word for word, _ in WORDS}) == len(WORDS) >= 90
    assert len({word for word, _ in SPELT}) == len(SPELT) >= 25


@pytest.mark.parametrize(
    ("text", "read", "typed"),
    [
        ("लाइट बंद करो", "lāiṭ band karo", "lait band karo"),
        ("मैं घर पर हूँ।", "maĩ ghar par hū̃.", "main ghar par hun."),
        ("AI से १२३ सवाल 🙂!", "AI se 123 savāl 🙂!", "AI se 123 saval 🙂!"),
        ("राम॥ डॉ॰ वर्मा", "rām. ḍô. varmā", "ram. do. varma"),
        ("", "", ""),
    ],
)
def test_sentences(text: str, read: str, typed: str) -> None:
    assert romanize(text) == unicodedata.normalize("NFC", read)
    assert romanize_plain(text) == typed


def test_the_two_r_letters_stay_apart() -> None:
    """ऋ carries a ring and ड़ a dot, so neither can be taken for the other."""
    assert romanize("ऋ") == "r\u0325"
    assert romanize("बड़ा") == "ba\u1e5b\u0101"


@pytest.mark.parametrize("word", ["ज़रूरत", "क़लम", "लड़का", "पढ़ाई", "सफ़ेद"])
def test_one_nukta_letter_or_letter_and_nukta(word: str) -> None:
    """A single code point such as U+095B reads as the pair that it stands for."""
    single = {"ज": "\u095b", "क": "\u0958", "ड": "\u095c", "ढ": "\u095d", "फ": "\u095e"}
    decomposed = unicodedata.normalize("NFD", word)
    composed = re.sub("(.)\u093c", lambda pair: single[pair[1]], decomposed)
    assert len(composed) < len(decomposed)
    assert romanize(composed) == romanize(decomposed)


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_shape_letters_and_are_not_read(joiner: str) -> None:
    assert romanize(f"शक्{joiner}ति") == "śakti"
    assert romanize(f"a{joiner}b") == f"a{joiner}b"


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ("ा", "ā"),  # a vowel sign with nothing to carry it
        ("्", ""),
        ("़", ""),
        ("ं", ""),
        ("क््", "k"),
        ("काी", "kāī"),
        ("क़़", "qa"),
        ("वाक्", "vāk"),
    ],
)
def test_malformed_words_are_read_as_far_as_they_go(broken: str, expected: str) -> None:
    assert romanize(broken) == expected


@pytest.mark.parametrize("code", range(0x0900, 0x0980))
def test_every_letter_of_the_block_leaves_it(code: int) -> None:
    for text in (chr(code), "क" + chr(code), chr(code) + "क"):
        assert not DEVANAGARI.search(romanize(text))
        assert romanize_plain(text).isascii()


def test_every_letter_that_hindi_uses_is_heard() -> None:
    used = "अआइईउऊऋएऐओऔऑकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह"
    for letter in used:
        assert romanize(letter), letter
        assert romanize_plain(letter), letter


devanagari_text = st.text(
    st.one_of(
        st.characters(min_codepoint=0x0900, max_codepoint=0x097F),
        st.sampled_from("कतनरलसहयम\u093c\u094d\u093e\u093f\u0902\u0901\u200c\u200d "),
    )
)
foreign_text = st.text(
    st.characters(exclude_characters=[chr(code) for code in range(0x0900, 0x0980)])
)
any_text = st.lists(st.one_of(st.text(), devanagari_text), max_size=4).map("".join)


@given(any_text)
def test_any_text_is_read_and_what_is_read_stays(text: str) -> None:
    for function in (romanize, romanize_plain):
        once = function(text)
        assert not DEVANAGARI.search(once)
        assert function(once) == once


@given(foreign_text)
def test_other_scripts_pass_unchanged(text: str) -> None:
    assert romanize(text) == text
    assert romanize_plain(text) == text


@given(devanagari_text.map(lambda text: re.sub("[\u200c\u200d]", "", text)))
def test_devanagari_becomes_nfc_and_plain_becomes_ascii(text: str) -> None:
    assert unicodedata.is_normalized("NFC", romanize(text))
    assert romanize_plain(text).isascii()


@given(st.lists(any_text))
def test_a_sentence_is_its_words(words: list[str]) -> None:
    assert romanize(" ".join(words)) == " ".join(map(romanize, words))
    assert romanize_plain(" ".join(words)) == " ".join(map(romanize_plain, words))
