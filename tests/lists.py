"""A miniature registry as CSV lists, for tests that import: sound as it is, and easy to spoil."""

from __future__ import annotations

from pathlib import Path

HEADERS = {
    "locations": "code,name,aliases,kind,within,facts,source",
    "authorities": "code,name,aliases,level,description",
    "departments": "code,name,aliases,kind,level,part_of,serves,valid_from,valid_until,source",
    "exercises": "department,authority,valid_from,valid_until,source",
    "successions": "department,successor,on,authorities,note",
    "issue_types": "code,name,parent,definition,terms,emergency,response_minutes,resolve_hours",
    "factors": "code,name,question,values,explanation",
    "statutes": "code,title,rank,issuer,enacted,effective,repealed,file",
    "mandates": "code,authority,issue_type,within,role,conditions,statute,article,quote,valid_from,valid_until,note",
    "precedents": "code,title,facts,issue_type,place,conditions,department,ruled_on,ruled_by,reason,source",
}

ROWS: dict[str, list[str]] = {
    "locations": [
        "park,人民公园,公园,park,460106,in-park=yes,test",
        "pond,公园里的湖,,lake,park,,test",
        "road,长堤路,,road,460106;460108,,test",
    ],
    "authorities": [
        "water.city,城市供水主管部门,供水部门,city,",
        "parks.city,城市绿化主管部门,,city,",
        "order.city,城市管理主管部门,,city,",
    ],
    "departments": [
        "city.government,市人民政府,,government,city,,460100,2010-01-01,,",
        "city.water,市水务局,水务局,bureau,city,city.government,460100,2010-01-01,,",
        "city.parks,市园林局,,bureau,city,city.government,460100,2010-01-01,2019-03-01,",
        "city.gardens,市园林中心,,institution,city,city.government,460100,2019-03-01,,",
        "city.order,市城管局,,bureau,city,city.government,460100,2010-01-01,,",
    ],
    "exercises": [
        "city.water,water.city,2010-01-01,,",
        "city.parks,parks.city,2010-01-01,2019-03-01,",
        "city.gardens,parks.city,2019-03-01,,",
        "city.order,order.city,2010-01-01,,",
    ],
    "successions": ["city.parks,city.gardens,2019-03-01,,reform"],
    "issue_types": [
        "water,供水,,,自来水,,,",
        "water.burst,水管爆裂,water,,爆管;水管爆了,,30,24",
        "order,市容,,,,,,",
        "order.stall,占道经营,order,,摆摊,,,",
    ],
    "factors": [
        "in-park,在公园里,是在公园里吗？,yes=在公园里;no=不在,",
        "meter,水表前后,水表前还是水表后？,before=表前;after=表后,",
    ],
    "statutes": [
        "water-rule,供水条例,administrative_regulation,国务院,1994-07-19,1994-10-01,,water.md",
        "park-rule,公园条例,local_regulation,市人大,2010-01-01,2010-06-01,,",
        "list,权责清单,responsibility_list,市政府,2016-01-01,2016-01-01,,",
    ],
    "mandates": [
        "m.water,water.city,water,460100,lead,,water-rule,第一条,管供水,2010-01-01,,",
        "m.park-pipe,parks.city,water.burst,park,lead,,park-rule,第二条,管公园,2010-06-01,,",
        "m.stall,order.city,order.stall,460100,lead,,list,,,2016-01-01,,",
        "m.stall-parks,parks.city,order,460100,lead,in-park=yes,list,,,2016-01-01,,",
        "m.stall-not,order.city,order.stall,460100,not_responsible,in-park=yes,list,,,2016-01-01,,",
    ],
    "precedents": ["p.1,湖边摆摊,有人摆摊,order.stall,pond,,city.order,2017-05-18,城管局,先到先管,test"],
}

STREETS = "street_code,street_name,district_code,district_name,kind"
VILLAGES = "village_code,village_name,street_code,street_name,district_code,district_name,kind"


def write_lists(folder: Path, rows: dict[str, list[str]] | None = None, *, divisions: bool = True) -> Path:
    """Write the lists named in `rows` (all of `ROWS` unless given) into a folder, with two districts beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for listing, lines in (ROWS if rows is None else rows).items():
        (folder / f"{listing}.csv").write_text("\n".join([HEADERS[listing], *lines]) + "\n", encoding="utf-8")
    if divisions:
        streets = ["460106001,中山街道,460106,龙华区,街道", "460108101,灵山镇,460108,美兰区,镇"]
        (folder / "haikou_streets.csv").write_text("\n".join([STREETS, *streets]) + "\n", encoding="utf-8")
        villages = ["460106001001,中山社区居委会,460106001,中山街道,460106,龙华区,居委会"]
        (folder / "haikou_villages.csv").write_text("\n".join([VILLAGES, *villages]) + "\n", encoding="utf-8")
    return folder


def spoiled(listing: str, row: int, before: str, after: str) -> dict[str, list[str]]:
    """The miniature lists with one thing replaced in one row (counted from 0)."""
    lines = list(ROWS[listing])
    assert before in lines[row], f"{before!r} is not in {lines[row]!r}"
    lines[row] = lines[row].replace(before, after, 1)
    return {**ROWS, listing: lines}
