"""Two plans that use every kind of key: one of a year, one of stages."""

from __future__ import annotations

YEAR = """
title = "Đẩy mạnh cải cách hành chính năm 2026"
agency = "Sở Mẫu"
province = "ninh_thuan"
period = { use = "year", year = 2026, starts = 2026-02-01, until = 2026-12-30 }

[plan]
number = "…/KH-SM"
issued = { from = 2026-04-16, until = 2026-04-30 }
source = "full"
basis = ["KH 2481/KH-UBND 26/02/2026"]
replaces = ["KH 48/KH-SM 14/03/2026"]

[facts.so_tre_han]
label = "Số hồ sơ trễ hạn"
type = "count"
help = "Lấy từ hệ thống một cửa"
[facts.ty_le]
label = "Tỷ lệ hồ sơ trực tuyến"
type = "percent"
max = 100
expected = 2027-02-28
[facts.diem]
label = "Điểm"
type = "number"
max = 99.5
[facts.diem_nam_truoc]
label = "Điểm năm trước"
type = "number"
[facts.hang]
label = "Thứ hạng"
type = "count"
[facts.co_thu_tuc]
label = "Có giải quyết thủ tục"
type = "flag"
[facts.sang_kien]
label = "Sáng kiến được công nhận"
type = "flag"
[facts.xep_loai]
label = "Xếp loại"
type = "rating"
ladder = ["hoan_thanh", "hoan_thanh_tot"]
labels = { hoan_thanh = "Hoàn thành", hoan_thanh_tot = "Hoàn thành tốt" }
[facts.chi_so]
label = "Các chỉ số được giao"
type = "set"
members = ["par", "dti"]
[facts.par]
label = "PAR INDEX"
type = "number"
[facts.par_nam_truoc]
label = "PAR INDEX năm trước"
type = "number"
[facts.dti]
label = "DTI"
type = "number"
[facts.dti_nam_truoc]
label = "DTI năm trước"
type = "number"

[[scope]]
kinds = ["collective"]
clause = "II.1"
evaluator = { use = "flag", fact = "co_thu_tuc" }

[[criteria]]
id = "khong_tre_han"
clause = "V.1.a"
text = "Không để xảy ra hồ sơ trễ hạn"
applies_to = ["collective", "individual"]
applies_if = { use = "flag", fact = "co_thu_tuc", value = true }
evaluator = { use = "equals_zero", fact = "so_tre_han" }
required = false
rounds = ["yearly"]
[[criteria]]
id = "truc_tuyen"
clause = "V.1.b"
text = "Tỷ lệ trực tuyến hoặc thứ hạng"
applies_to = ["collective"]
[criteria.evaluator]
use = "any_of"
of = [
  { use = "at_least", fact = "ty_le", value = 90.5 },
  { use = "all_of", of = [{ use = "rank_within", fact = "hang", value = 5 }, { use = "rises", fact = "diem", before = "diem_nam_truoc" }] },
]
[[criteria]]
id = "xep_loai"
clause = "V.1.c"
text = "Xếp loại hoàn thành tốt trở lên"
applies_to = ["individual"]
evaluator = { use = "rated_at_least", fact = "xep_loai", rung = "hoan_thanh_tot" }
[[criteria]]
id = "chi_so"
clause = "V.1.d"
text = "Mọi chỉ số được giao đều tăng"
applies_to = ["agency"]
evaluator = { use = "all_rise", fact = "chi_so", indices = ["par", "dti"], suffix = "_nam_truoc" }
[[criteria]]
id = "sang_kien"
clause = "V.1.đ"
text = "Có sáng kiến"
applies_to = ["individual"]
evaluator = { use = "judged", fact = "sang_kien", shown = "xep_loai" }
[[criteria]]
id = "van_ban"
clause = "V.1.e"
text = "Theo văn bản riêng"
applies_to = ["agency"]
evaluator = { use = "unresolved", text = "Hướng dẫn của Sở Nội vụ" }

[[awards]]
id = "giay_khen"
name = "Giấy khen của Giám đốc Sở"
by = "giam_doc_so"
form = "giay_khen"
kinds = ["collective", "individual"]
clause = "V.2"
quota = { use = "fixed", collective = 3, individual = 5 }
requires = ["khong_tre_han", "xep_loai"]
order = ["fact.ty_le desc"]
rounds = ["2026"]
[[awards]]
id = "bang_khen"
name = "Bằng khen của Chủ tịch UBND tỉnh"
by = "chu_tich_ubnd_tinh"
kinds = ["collective"]
clause = "V.3"
quota = { use = "share", of = "eligible", round = "down", collective = 0.20 }
requires = "all"

[procedure]
use = "submit"
to = "Phòng Tổ chức"
clause = "VI"
sets = 2
originals = 1
[[procedure.documents]]
id = "bien_ban"
label = "Biên bản họp"
clause = "VI.1"
[[procedure.steps]]
id = "nop"
says = "Nộp hồ sơ"
clause = "VI.2"
starts = 2027-01-01
before = 2027-02-01

[[assumptions]]
about = "quota"
says = "Hiểu là 20 % số tập thể đủ điều kiện"
[[unresolved]]
about = "van_ban"
says = "Chưa có Hướng dẫn"
[[notes]]
about = "plan"
says = "Số kế hoạch để trống"
"""
STAGES = """
title = "Thi đua giai đoạn 2021-2025"
agency = "Sở Mẫu"
province = "noi_khac"
period = { use = "stages", first = 2021, last = 2025, reviews = [{ id = "tong_ket", starts = 2021-01-01, until = 2025-12-31 }] }
plan = { number = "52/KH-SM", issued = 2021-03-01, source = "summary" }

[facts.cai_cach]
label = "Kết quả cải cách"
type = "flag"
expected = { years_after = 1, month = 4, day = 30 }

[[criteria]]
id = "cai_cach"
clause = "1"
text = "Hoàn thành cải cách"
applies_to = ["collective"]
evaluator = { use = "shown", fact = "cai_cach" }
rounds = ["yearly", "tong_ket"]

[[awards]]
id = "giay_khen"
name = "Giấy khen"
by = "giam_doc_so"
kinds = ["collective"]
clause = "2"
quota = { use = "pooled", with = ["bang_khen"], collective = 2 }
[[awards]]
id = "bang_khen"
name = "Bằng khen"
by = "chu_tich_ubnd_tinh"
kinds = ["collective"]
clause = "3"
quota = { use = "pooled", with = ["giay_khen"], collective = 2, individual = 0, agency = 0 }
[[awards]]
id = "bieu_duong"
name = "Biểu dương"
by = "giam_doc_so"
kinds = ["collective"]
clause = "4"
quota = { use = "open" }

[[procedure.steps]]
id = "nop"
says = "Nộp báo cáo"
clause = "5"
until = { years_after = 1, month = 1, day = 15 }
[procedure]
use = "submit"
"""
