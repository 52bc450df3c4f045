"""Names: two spellings of one name are put before a person, and text in letters of old is never taken for Unicode."""

from __future__ import annotations

import random
import unicodedata

import pytest

from emulation_core.intake import collect
from emulation_core.intake.encodings import TCVN3, VNI, garbled, recognise
from emulation_core.intake.spelling import skeleton
from tables import places, plan, refusal, sheet, styled, told

HEADINGS = ("Mã", "Tên", "Đơn vị")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# Two spellings of one name.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Hòa", "Nguyễn Hoà"),
        ("Lê Thị Thủy", "Lê Thị Thuỷ"),
        ("Trần Khỏe", "Trần Khoẻ"),
        ("Phạm Văn Túy", "Phạm Văn Tuý"),
        ("Nguyễn Văn An", decomposed("Nguyễn Văn An")),
        ("Nguyễn Hòa", decomposed("Nguyễn Hoà")),
        ("Đặng Đức", "Ðặng Ðức"),
        ("Đặng Đức", "Ɖặng Ɖức"),
        ("Đặng Đức", "đặng ðức"),
        ("Lê Anh", "Lê Аnh"),
        ("Cao Ba", "Сао Ва"),
        ("Cao Ba", "Cαο Bα"),
        ("HÀ NAM", "НÀ NАМ"),
        ("Hà Nam", "Hа\u0300 Nam"),
        ("Nguyễn Văn An", "NGUYỄN VĂN AN"),
        ("Nguyễn Văn An", "Nguyễn  Văn\u00a0An "),
        ("Nguyễn Văn An", "Nguyễn Văn\u202fAn"),
        ("Nguyễn Văn An", "Ngu\u200byễn Văn An\ufeff"),
        ("Nguyễn Văn An", "Nguyễn\u00ad Văn An"),
        ("Nguyễn Văn An", "Ｎguyễn Văn Ａn"),
        ("Phòng Kế hoạch - Tài chính", "Phòng Kế hoạch – Tài chính"),
        ("Phòng Kế hoạch - Tài chính", "Phòng Kế hoạch-Tài chính"),
        ("H'Hen Niê", "H’Hen Niê"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_have_one_skeleton(one, other):
    """Tone placement, separate accents, strokes, letters of other scripts, spaces, dashes and case make no difference."""
    assert one != other
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lê An", "Lê Ân"),
        ("Lê Dung", "Lê Đung"),
        ("Lê Hà", "Lê Há"),
        ("Lê Hòa", "Lê Hoa"),
        ("Lê Hòa", "Lê Hóa"),
        ("Lê Hoa", "Lê Hoá"),
        ("Lê Thủy", "Lê Thùy"),
        ("Nguyễn Văn An", "Nguyễn An Văn"),
        ("Nguyễn Văn An", "Nguyễn Văn Anh"),
        ("Phòng 1", "Phòng 2"),
        ("Phòng I", "Phòng II"),
        ("Mơ", "Mo"),
        ("Thư", "Thu"),
    ],
)
def test_other_names_have_other_skeletons(one, other):
    """A letter, a tone, a figure or the order of words makes another name."""
    assert skeleton(one) != skeleton(other)


def suspected(*people: tuple[str, str, str], name: str = "Cá nhân") -> dict[str, str]:
    return told(collect([sheet(HEADINGS, *people, name=name)], plan()))


def test_two_spellings_of_one_name_are_reported_and_both_stay():
    """The warning names both ids and both spellings; nobody is merged, nobody dropped."""
    people = [("C1", "Lê Thị Hòa", "Phòng A"), ("C2", "Trần An", ""), ("C3", "Lê Thị Hoà", "Phòng B")]
    evidence = collect([sheet(HEADINGS, *people, name="Cá nhân")], plan())
    assert evidence.frame["id"].to_list() == ["C1", "C2", "C3"]
    assert evidence.frame["name"].to_list() == ["Lê Thị Hòa", "Trần An", "Lê Thị Hoà"]
    (about, says), *others = told(evidence).items()
    assert (about, others) == ("C1, C3", [])
    assert "Lê Thị Hòa" in says
    assert "Lê Thị Hoà" in says


def test_one_name_is_suspected_across_files():
    """Two offices that write one name in two ways are put side by side."""
    one = sheet(HEADINGS, ("C9", "Đỗ Thuý", ""), name="Cá nhân", file="a.xlsx")
    other = sheet(HEADINGS, ("C1", "ĐỖ THÚY", ""), name="Cá nhân", file="b.xlsx")
    assert list(told(collect([one, other], plan()))) == ["C1, C9"]


def test_a_collective_and_a_person_are_never_one():
    """Names of different kinds are not compared."""
    sheets = [sheet(HEADINGS, ("T1", "Hoà Bình", "")), sheet(HEADINGS, ("C1", "Hòa Bình", ""), name="Cá nhân")]
    assert told(collect(sheets, plan())) == {}


@pytest.mark.parametrize(
    ("units", "groups"),
    [
        (("Phòng A", "Phòng B"), []),
        (("Phòng A", "phòng  A"), ["C0, C1"]),
        (("Phòng A", ""), ["C0, C1"]),
        (("", ""), ["C0, C1"]),
        (("Phòng A", "Phòng B", "Phòng A"), ["C0, C2"]),
    ],
)
def test_namesakes_are_told_apart_by_their_units(units, groups):
    """The very same name is two people where two units are stated, and a doubt where they are not."""
    assert list(suspected(*((f"C{n}", "Nguyễn Thị Hương", unit) for n, unit in enumerate(units)))) == groups


def test_the_order_of_rows_changes_no_warning():
    """Shuffled rows give the same sentences about the same ids."""
    people = [
        ("C1", "Lê Hòa", "A"),
        ("C2", "Lê Hoà", "B"),
        ("C3", "LÊ HÒA", ""),
        ("C4", "Võ Tú", ""),
        ("C5", "Võ Tú", ""),
    ]
    first = suspected(*people)
    for seed in range(5):
        random.Random(seed).shuffle(people)
        assert suspected(*people) == first
    assert list(first) == ["C1, C2, C3", "C4, C5"]


# Letters of old. The samples are as they stand on paper and on screen, typed by hand, not made by our own table.

PAIRS = [
    (TCVN3, "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    (TCVN3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    (TCVN3, "Phßng Tæ chøc - Hµnh chÝnh", "Phòng Tổ chức - Hành chính"),
    (TCVN3, "Së C«ng Th\u00ad¬ng tØnh L©m §ång", "Sở Công Thương tỉnh Lâm Đồng"),
    (TCVN3, "NguyÔn V¨n TuÊn", "Nguyễn Văn Tuấn"),
    (TCVN3, "TrÇn ThÞ Hång", "Trần Thị Hồng"),
    (TCVN3, "Lª Quèc Kh¸nh", "Lê Quốc Khánh"),
    (TCVN3, "Vò §øc Long", "Vũ Đức Long"),
    (VNI, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
    (VNI, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    (VNI, "Phoøng Toå chöùc - Haønh chính", "Phòng Tổ chức - Hành chính"),
    (VNI, "Sôû Coâng Thöông tænh Laâm Ñoàng", "Sở Công Thương tỉnh Lâm Đồng"),
    (VNI, "Nguyeãn Vaên Tuaán", "Nguyễn Văn Tuấn"),
    (VNI, "NGUYEÃN VAÊN TUAÁN", "NGUYỄN VĂN TUẤN"),
    (VNI, "Traàn Thò Hoàng", "Trần Thị Hồng"),
    (VNI, "Leâ Quoác Khaùnh", "Lê Quốc Khánh"),
    (VNI, "Vuõ Ñöùc Long", "Vũ Đức Long"),
]


@pytest.mark.parametrize(("encoding", "text", "meant"), PAIRS, ids=[f"{pair[0].name}: {pair[2]}" for pair in PAIRS])
def test_letters_of_old_are_recognised(encoding, text, meant):
    """One name is enough; what it would say is told with it."""
    found = recognise([text, "P1", "", "Nguyen Van A"])
    assert found is not None
    assert found[:2] == (encoding, text)
    assert found[2].casefold() == meant.casefold()


@pytest.mark.parametrize("encoding", [TCVN3, VNI], ids=lambda encoding: encoding.name)
def test_a_few_rows_in_letters_of_old_are_found_among_others(encoding):
    """A column is mixed when several people filled it: Unicode beside it hides nothing."""
    old = [text for one, text, _meant in PAIRS if one is encoding]
    found = recognise([*VIETNAMESE.split(), *old])
    assert found is not None
    assert found[0] is encoding


VIETNAMESE = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Lương Mai Cao Tạ Hà Lưu Châu Quách Kiều
Thạch Danh Sơn Kim Lâm Tô Từ Chu Triệu Vương Tăng Quan Doãn Phùng Nghiêm Khuất Giang Bạch Ông Âu Ứng Ung Tôn Thái La Lục Lã Mạc
Văn Thị Hữu Đức Ngọc Thanh Minh Quang Xuân Thu Đông Hạ Công Đình Bá Trọng Gia Bảo Khánh Linh Phương Thảo Uyên Vy Yến Trang Trúc
An Bình Cường Dũng Em Phong Giàu Hải Hòa Hoà Hùng Hương Khoa Khôi Kiên Lan Lộc Long Luân Mẫn Mạnh Mỹ Nam Nghĩa Nhân Nhật Nhung
Oanh Phú Phúc Phước Quân Quế Quốc Quý Quỳnh Sang Sinh Tài Tâm Tấn Thắng Thành Thảo Thế Thiện Thịnh Thoa Thơ Thùy Thuỷ Thủy Thuý
Thúy Thư Thương Tiến Tín Toàn Toản Trí Triều Trung Trường Tú Tuấn Tùng Tuyền Tuyết Tuyến Tường Vân Việt Vinh Vượng Ý Yên Ái Ánh
Sở Công Thương Lao động Tài nguyên Môi trường Nông nghiệp Xây dựng Giao thông vận tải Giáo dục Đào tạo Y tế Văn hóa Thể thao Du lịch
Khoa học Nội vụ Tư pháp Ngoại vụ Thanh tra Dân tộc Ban quản lý Kế hoạch Đầu tư Thông tin Truyền thông Chi cục Trung tâm Phòng
Hành chính Tổ chức Tổng hợp Nghiệp vụ Kỹ thuật Kiểm soát Cấp phép Đất đai Khoáng sản Biển Hải đảo Đo đạc Bản đồ Bảo vệ thực vật
Chăn nuôi Thú y Thủy sản Kiểm lâm Thủy lợi Phát triển nông thôn Chất lượng Đường bộ Đăng kiểm Quy hoạch Kiến trúc Nhà ở Hạ tầng
Lâm Đồng Ninh Thuận Sóc Trăng Bình Định Đắk Lắk Đắk Nông Gia Lai Kon Tum Quảng Ngãi Phú Yên Khánh Hòa Bình Thuận Bạc Liêu Cà Mau
Kiên Giang An Giang Đồng Tháp Vĩnh Long Trà Vinh Bến Tre Tiền Giang Long An Tây Ninh Bình Phước Đồng Nai Bà Rịa Vũng Tàu Huế
Nghệ An Thanh Hóa Ninh Bình Nam Định Thái Bình Hưng Yên Hải Dương Bắc Ninh Bắc Giang Lạng Sơn Cao Bằng Hà Giang Tuyên Quang Yên Bái
Hoàn thành xuất sắc nhiệm vụ được giao năm nay; ứng dụng công nghệ số trong giải quyết thủ tục hành chính cho người dân, doanh nghiệp
Rút ngắn thời gian xử lý hồ sơ từ mười lăm ngày xuống còn bảy ngày; không để xảy ra trễ hạn; được tập thể ghi nhận, biểu dương
Đề xuất sáng kiến cải cách; phối hợp chặt chẽ với các xã, phường, thị trấn; khuyến khích nộp trực tuyến; niêm yết công khai đầy đủ
nghiêng nguệch ngoạc khuỷu khuya quỵt huých quyển quyết huỳnh huyền nguyệt khoắng xoong loong coong thuở quở hươu rượu khướu bướu
ngượng nghịu giữa giếng gìn giặc giỗ quốc quạnh quằn quặn quẩn xuềnh xoàng tuếch toác toẹt choèn ngoằn ngoèo khuây khỏa khỏe loè loé
ý ỷ y ỵ à á ả ã ạ ô ố ồ ơ ớ ờ ư ừ ứ ủ ổ ở ê ế ề ăn uống ấm ủng oẳn oái oăm uyên ương yếm yết yêu iu ỉu
Ðà Nẵng Ðắk Ðức Ðông Ðô ðường «Tốt» «Khá» «Bằng khen» “Giấy khen” ‘Sở’ – — … 50 % 30 °C m² №
UBND HĐND NĐ-CP QĐ-UBND TTHC LĐTBXH PGĐ ĐTXD
""".strip()
PEOPLES = """
Y Bhok Niê Kdăm; H'Hen Niê; H’Linh Êban; Ksor Phước; Rơ Châm Hyeo; Siu Blếch; Rah Lan Thắm; K'Brôih; Bơ Jum Ha Nghiêng; Cil Múp
Ha Brôn; Krông Nô; Đắk Mil; Plei Kần; Ia Grai; Chư Păh; Mường Ảng; Lò Văn Ơn; Vừ A Páo; Giàng A Phớn; Hờ A Chớ; Sùng Thị Mỷ
Tẩn Láo Tả; Triệu Mùi Pham; Bríu Quân; Zơ Râm Nhung; A Lăng Thị Ớt; Đinh Ôn; Hồ Văn Ất; Mấu Thị Bích Phanh; Chamaléa Điêu
Katơr Thị Sính; Pi Năng Thị Hốn; Thạch Sết; Kim Sô Phol; Lâm Es; Hứa Mã Vầy; Bkrông Y Mlô; Hmông; Lự; Rơ Măm; Brâu; Ơ Đu
""".replace("\n", ";")
_FOREIGN = """
Hélène Thérèse François Françoise Benoît Zoé Zoë Chloé José René Renée Noël Noëlle Joël Maël Gaël Raphaël Michaël Loïc Anaïs Thaïs
Moïse Saïd Haïti Inès Agnès Éric Étienne Cécile Gérard André Amélie Eugène Adèle Noémie Mélanie Stéphane Sébastien Jérôme Côme Rhône
hôtel hôpital forêt tête bête mère père frère très près après où là voilà déjà à ça çà deçà français leçon façon reçu maïs égoïste
coïncidence ambiguë aiguë Besançon Orléans Évreux Nîmes Béziers Mâcon Châteauroux Angoulême Périgueux crème brûlée pâté rosé résumé
naïve naïveté façade fiancée cliché touché café été août Saône dû sûr mûr fête île Beyoncé Brontë Société Générale Nestlé
Müller Grün über Jörg Köln Böhm Zürich Straße Größe Öl Peña Núñez Año São João Conceição Åse Ærø Malmö Göteborg smörgåsbord
jalapeño piñata Niño señor mañana Łódź Dvořák Škoda Ångström Café© Excel® 5µm 20°C 3×4 §12 ½ ²
"""
FOREIGN = _FOREIGN.split()
ENGLISH = "John Smith Mary-Jane O'Neill Department of Industry and Trade Peter Tran Anna Nguyen Son Trinh Thu Ha"


def test_vietnamese_in_unicode_is_never_accused():
    """Some six hundred words and names, each by itself, by lines and all together, composed or not."""
    words = VIETNAMESE.split() + [name.strip() for name in PEOPLES.split(";")]
    assert len(set(words)) > 500
    assert [word for word in words if recognise([word]) or garbled([word])] == []
    for lines in (VIETNAMESE.splitlines(), PEOPLES.split(";"), words):
        assert recognise(lines) is None
        assert recognise(map(str.upper, lines)) is None
        assert recognise(map(str.lower, lines)) is None
        assert garbled(lines) is None


def test_names_of_other_languages_are_never_accused():
    """French, German, Spanish, Nordic and English, each by itself and all together, alone or among Vietnamese."""
    assert [word for word in FOREIGN if recognise([word]) or garbled([word])] == []
    for texts in (FOREIGN, ENGLISH.split(), [*FOREIGN, *VIETNAMESE.split()], [" ".join(FOREIGN)]):
        assert recognise(texts) is None
        assert garbled(texts) is None


def test_a_doubt_is_settled_by_the_font():
    """One short word could be another language's; the font of its cell says which, and a new font clears it."""
    assert recognise(["Hång"]) is None
    assert recognise(["Hång"], lambda text: "Times New Roman") is None
    assert recognise(["Hång"], lambda text: None) is None
    assert recognise(["Hång"], lambda text: ".VnTime")[0] is TCVN3
    assert recognise(["Hång"], lambda text: ".VnArialH")[0] is TCVN3
    assert recognise(["Hoàng Thò"], lambda text: "VNI-Times")[0] is VNI


def test_a_font_accuses_neither_ascii_nor_unicode():
    """A font of old left on cells that hold plain letters or Unicode changes nothing."""
    for font in (".VnTime", "VNI-Times"):
        assert recognise(["Nguyen Van A", "P1", ""], lambda text, font=font: font) is None
        assert (
            recognise([*VIETNAMESE.splitlines(), *FOREIGN], lambda text, font=font: font if "ễ" in text else "Arial")
            is None
        )


@pytest.mark.parametrize("key", ["Mã", "Tên", "Đơn vị", "Mô tả sáng kiến"])
def test_a_column_in_letters_of_old_is_one_fault_at_its_heading(key):
    """Identity and text columns alike: the column and its encoding are named once, and nothing is converted."""
    n = [*HEADINGS, "Mô tả sáng kiến"].index(key)
    rows = [["P1", "An", "A", "x"], ["P2", "Ba", "A", "x"]]
    rows[0][n], rows[1][n] = "NguyÔn V¨n TuÊn", "TrÇn ThÞ Hång"
    (fault,) = refusal(sheet((*HEADINGS, "Mô tả sáng kiến"), *rows)).faults
    assert (fault.where, fault.key) == (f"a.xlsx › Tập thể › {'ABCD'[n]}4", key)
    assert TCVN3.name in fault.what
    assert "TrÇn ThÞ Hång" in fault.what or "NguyÔn V¨n TuÊn" in fault.what


def test_the_font_of_the_cell_is_asked_where_words_leave_a_doubt():
    """On a sheet with styles, a single word in `.VnTime` is a fault of its column."""
    raw = sheet(HEADINGS, ("P1", "Hång", ""), style=styled({}, {(5, 1): ".VnTime"}))
    assert places(refusal(raw)) == ["a.xlsx › Tập thể › B4"]
    assert collect([sheet(HEADINGS, ("P1", "Hång", ""), style=styled({}))], plan()).frame["name"].to_list() == ["Hång"]


def test_headings_in_letters_of_old_are_told_apart_from_unknown_ones():
    """A column is not left unread because its heading was typed in TCVN3 or VNI."""
    for heading in ("§¬n vÞ", "Ñôn vò"):
        (fault,) = refusal(sheet(("Mã", "Tên", heading), ("P1", "An", "A"))).faults
        assert fault.where == "a.xlsx › Tập thể › C4"


def test_utf_8_opened_as_windows_1252_is_a_fault():
    """What Excel makes of a UTF-8 file without its mark: the column is refused, with what it should say."""
    broken = "Nguyễn Thị Hoa".encode().decode("cp1252")
    assert garbled([broken]) == (broken, "Nguyễn Thị Hoa")
    (fault,) = refusal(sheet(HEADINGS, ("P1", broken, ""))).faults
    assert (fault.where, fault.key) == ("a.xlsx › Tập thể › B4", "Tên")
    assert "Nguyễn Thị Hoa" in fault.what


def test_a_column_in_letters_of_old_refuses_even_a_partial_reading():
    """Every row of it is wrong, so there is nothing to keep."""
    raw = sheet(HEADINGS, ("P1", "NguyÔn V¨n TuÊn", ""))
    assert places(refusal(raw, partial=True)) == ["a.xlsx › Tập thể › B4"]
