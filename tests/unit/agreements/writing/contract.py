# ruff: noqa: I001
"""The contract of the documentation: two universities, one agreement, three rules."""

from datetime import date

from eccoe_vc.agreements.writing import (
    ECTS, agree, anything_from, at_least, condition, course, elective, limit, process, rule, scale, some_of,
    termination, university,
)  # fmt: skip

north = university("did:web:north.example", "North University", awards=True, country="NO")
south = university("did:web:south.example", "South University", recognises=True, country="IT")
marks = scale("marks", worst=0, best=10, passing=5)
badges, courses = "https://north.example/badges/", "https://south.example/courses/"

agreement = agree(
    id="urn:uuid:0b9d2f0e-6c53-4d44-9c3e-3f1b8f1c7a52",
    version="1.0.0",
    title={"en": "Digital skills of North University, recognised by South University"},
    between=[north, south],
    begins=date(2026, 10, 1),
    ends=date(2031, 9, 30),
    objective="creditRecognition",
    recognition_basis="recognition",
    credit_framework=ECTS,
    termination=termination(notice_period="P6M", vested_rights="enrolledOrCompletedBeforeEffect"),
    process=process(request="learner", decision=south, appeal="https://south.example/appeals"),
    requirement=condition(level=6, identity_verified=True, max_age="P5Y"),
    scales=[marks],
    limits=[limit("part-of-the-degree", scope="programme", share="0.4")],
    rules=[
        rule("english", has=badges + "english", gives=course(courses + "ENG101", credit=3), outcome="full",
             condition=condition(grade=at_least(marks, 7))),
        rule("digital", has=some_of(2, badges + "data", badges + "web", badges + "ai", min_credit=5),
             gives=course(courses + "DIG200", credit=5), outcome="full"),
        rule("free", has=anything_from(north), gives=elective("free", ratio=1, at_most=2), outcome="partial"),
    ],
)  # fmt: skip
