"""The colours and inline styles of mails, light and dark. One place, so that both schemes change together.

Everything a mail needs to be read is inline: some mail readers drop the style sheet. What stands in the sheet only
adapts: a dark scheme, and less margin on a phone.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final = {
    "page": "#eef1f4",
    "card": "#ffffff",
    "tint": "#f5f7f9",
    "ink": "#1d2733",
    "soft": "#55626f",
    "rule": "#d5dbe1",
    "accent": "#1f3a5f",
    "on_accent": "#ffffff",
    "alert": "#fff3cd",
    "on_alert": "#4a3800",
}
DARK: Final = {
    "page": "#0f1419",
    "card": "#1a2129",
    "tint": "#242d37",
    "ink": "#e9edf1",
    "soft": "#a9b5c0",
    "rule": "#3d4854",
    "accent": "#a8c7ee",
    "on_accent": "#0f1419",
    "alert": "#4a3c0c",
    "on_alert": "#fdf0c4",
}
WIDTH: Final = 600
FONT: Final = "font-family:'Helvetica Neue',Helvetica,Arial,sans-serif"
BREAKS: Final = "word-break:break-word;overflow-wrap:anywhere"
FIGURES: Final = "font-variant-numeric:tabular-nums;white-space:nowrap"

INLINE: Final = {
    "page": f"margin:0;padding:0;background-color:{LIGHT['page']};-webkit-text-size-adjust:100%",
    "hidden": "display:none;max-height:0;max-width:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;"
    f"color:{LIGHT['ink']}",
    "card": f"width:100%;max-width:{WIDTH}px;background-color:{LIGHT['card']};{FONT};font-size:16px;line-height:1.55;"
    f"color:{LIGHT['ink']}",
    "alert": f"padding:12px 28px;background-color:{LIGHT['alert']};color:{LIGHT['on_alert']};font-size:14px;"
    "font-weight:bold",
    "head": f"padding:30px 28px 18px;{BREAKS}",
    "name": f"font-size:20px;line-height:1.3;font-weight:bold;color:{LIGHT['accent']};{BREAKS}",
    "body": f"padding:24px 28px 4px;border-top:1px solid {LIGHT['rule']};{BREAKS}",
    "paragraph": "margin:0 0 16px",
    "block": "padding:10px 28px 18px",
    "logo": "display:block;border:0;background-color:#ffffff;font-size:20px;font-weight:bold",
    "box": f"width:100%;background-color:{LIGHT['tint']}",
    "box_room": "padding:10px 0",
    "panel": f"background-color:{LIGHT['tint']};border-left:3px solid {LIGHT['accent']}",
    "figure": f"padding:14px;vertical-align:top;font-size:13px;line-height:1.4;color:{LIGHT['soft']}",
    "amount": f"font-size:24px;line-height:1.3;font-weight:bold;color:{LIGHT['ink']};font-variant-numeric:tabular-nums",
    "day": f"font-size:17px;line-height:1.8;font-weight:bold;color:{LIGHT['ink']}",
    "button": f"background-color:{LIGHT['accent']};border-radius:4px;mso-padding-alt:13px 24px",
    "link": f"display:inline-block;padding:13px 24px;color:{LIGHT['on_accent']};font-size:15px;font-weight:bold;"
    "text-decoration:none",
    "title": f"margin:0;padding:0 0 8px;font-size:15px;line-height:1.4;font-weight:bold;color:{LIGHT['ink']}",
    "table": "width:100%;border-collapse:collapse;font-size:14px;line-height:1.4",
    "th_first": f"padding:6px 0;border-bottom:1px solid {LIGHT['rule']};font-size:12px;font-weight:normal;"
    f"color:{LIGHT['soft']};vertical-align:bottom",
    "th": f"padding:6px 0 6px 10px;border-bottom:1px solid {LIGHT['rule']};font-size:12px;font-weight:normal;"
    f"color:{LIGHT['soft']};vertical-align:bottom;white-space:nowrap",
    "number": f"padding:9px 0;border-bottom:1px solid {LIGHT['rule']};vertical-align:top;{BREAKS}",
    "money": f"padding:9px 0 9px 10px;border-bottom:1px solid {LIGHT['rule']};vertical-align:top;{FIGURES}",
    "note": f"font-size:12px;line-height:1.4;color:{LIGHT['soft']}",
    "sum": f"padding:9px 0;vertical-align:top;{BREAKS}",
    "sum_money": f"padding:9px 0 9px 10px;vertical-align:top;{FIGURES}",
    "strong": ";font-weight:bold",
    "last": f";border-top:1px solid {LIGHT['rule']}",
    "remark": f"margin:0;padding:8px 0 0;font-size:13px;line-height:1.5;color:{LIGHT['soft']};{BREAKS}",
    "term": f"padding:4px 18px;font-size:13px;line-height:1.5;color:{LIGHT['soft']};vertical-align:top",
    "value": f"padding:4px 18px 4px 0;font-size:14px;line-height:1.5;font-weight:bold;{BREAKS}",
    "plain_link": f"color:{LIGHT['accent']};text-decoration:underline",
    "sign": f"padding:10px 28px 28px;{BREAKS}",
    "foot": f"padding:16px 28px 24px;border-top:1px solid {LIGHT['rule']};font-size:12px;line-height:1.5;"
    f"color:{LIGHT['soft']};{BREAKS}",
}
"""By part of the mail."""

_ROLES: Final = (
    (".r-page", "background-color", "page"),
    (".r-card", "background-color", "card"),
    (".r-tint", "background-color", "tint"),
    (".r-fill", "background-color", "accent"),
    (".r-alert", "background-color", "alert"),
    (".r-ink", "color", "ink"),
    (".r-soft", "color", "soft"),
    (".r-name", "color", "accent"),
    (".r-link", "color", "on_accent"),
    (".r-alert", "color", "on_alert"),
    (".r-rule", "border-color", "rule"),
    (".r-edge", "border-color", "accent"),
)
"""Which class takes which colour of the dark scheme."""


_PHONE: Final = f"""@media (max-width:480px){{
.r-out{{padding:0!important}}
.r-in{{padding-left:20px!important;padding-right:20px!important}}
.r-half{{display:block!important;width:auto!important;padding-bottom:0!important}}
.r-last{{padding-bottom:14px!important}}
.r-term{{display:block!important;width:auto!important;padding-bottom:0!important}}
.r-value{{display:block!important;padding-left:18px!important;padding-top:0!important}}
.r-cards{{display:block!important}}
.r-cards tbody{{display:block!important}}
.r-card-row{{display:block!important;border-bottom:1px solid {LIGHT["rule"]}}}
.r-heads{{display:none!important}}
.r-top{{display:block!important;padding:8px 0 0!important;border:0!important}}
.r-left,.r-right{{display:inline-block!important;width:50%!important;box-sizing:border-box!important;\
padding:0 0 8px!important;border:0!important;vertical-align:top!important}}
.r-left{{text-align:left!important}}
}}"""
"""Less margin, facts below each other, and the rows of a broad table as cards."""


def sheets() -> tuple[str, str, str]:
    """Phone, dark scheme, Outlook.com: apart, for a reader that drops a sheet drops the whole of it.

    Selectors are single classes: Gmail knows few others. Outlook.com marks what it recolours with data-ogsc (words) and
    data-ogsb (grounds).
    """
    marks = {"color": "[data-ogsc]", "background-color": "[data-ogsb]", "border-color": "[data-ogsc]"}
    dark = [(name, f"{name}{{{key}:{DARK[colour]}!important}}", marks[key]) for name, key, colour in _ROLES]
    schemes = ":root{color-scheme:light dark;supported-color-schemes:light dark}"
    return (
        _PHONE,
        f"{schemes}\n@media (prefers-color-scheme:dark){{\n" + "\n".join(rule for _, rule, _ in dark) + "\n}",
        "\n".join(f"{mark} {rule}" for _, rule, mark in dark),
    )
