"""What papers and screens call verdicts, standings and places: one sign and one pair of words (vi, en) for each."""

from __future__ import annotations

from collections.abc import Mapping

Words = tuple[str, str]

VERDICTS: Mapping[str, tuple[str, Words]] = {
    "met": ("✓", ("đạt", "met")),
    "not_met": ("✗", ("chưa đạt", "not met")),
    "not_applicable": ("–", ("không áp dụng", "not applicable")),
    "missing": ("?", ("thiếu minh chứng", "missing")),
    "not_due": ("…", ("chưa đến hạn", "not due")),
    "council": ("⚖", ("chờ hội đồng", "for the council")),
    "unresolved": ("§", ("chưa có văn bản", "unresolved")),
}
OPEN = ("not_due", "missing", "council", "unresolved")
"""The verdicts that more evidence, a judgement or a text could still turn."""
MEANINGS: Mapping[str, Words] = {
    "met": ("Minh chứng cho thấy yêu cầu đã được đáp ứng.", "The evidence shows what the plan asks for."),
    "not_met": ("Minh chứng cho thấy yêu cầu chưa được đáp ứng.", "The evidence shows that what is asked was not met."),
    "not_applicable": (
        "Điều kiện để xét tiêu chí này không có ở đây; không tính là đạt hay chưa đạt.",
        "The condition under which it counts does not hold here; neither met nor not met.",
    ),
    "missing": (
        "Chưa có minh chứng. Thiếu không phải là chưa đạt.",
        "There is no evidence yet. Missing does not mean not met.",
    ),
    "not_due": (
        "Vào ngày xét, minh chứng chưa thể có.",
        "On the day asked about its evidence cannot exist yet.",
    ),
    "council": ("Chỉ hội đồng mới đánh giá được.", "Only the council can judge it."),
    "unresolved": (
        "Kế hoạch dẫn một văn bản chưa có ở đây nên chưa kết luận được.",
        "The plan points to a text that is not held, so nothing can be concluded.",
    ),
}
STATUSES: Mapping[str, Words] = {
    "eligible": ("đủ điều kiện", "eligible"),
    "ineligible": ("không đủ điều kiện", "ineligible"),
    "open": ("còn để ngỏ", "open"),
    "deferred": ("tạm hoãn xét", "deferred"),
    "out_of_scope": ("ngoài phạm vi", "out of scope"),
}
PLACES: Mapping[str, Words] = {
    "selected": ("đề nghị", "proposed"),
    "tied": ("đồng hạng, chờ hội đồng", "tied, for the council"),
    "reserve": ("dự bị", "reserve"),
    "open": ("còn để ngỏ", "open"),
    "deferred": ("tạm hoãn xét", "deferred"),
}
DECIDED: Mapping[str, Words] = {
    "take": ("chọn", "taken"),
    "judge": ("đánh giá", "judged"),
    "defer": ("hoãn", "deferred"),
    "cancel": ("hủy", "cancelled"),
}
"""What a council does with a participant (`decision.Decision.what`)."""
