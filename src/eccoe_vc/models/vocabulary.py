"""The enumerations of Open Badges 3.0 and Comprehensive Learner Record 2.0, each in the order of its specification.

Extensible ones (:data:`EXTENSIBLE`) also hold any term that begins with ``ext:``; a reader that refuses those is wrong
(Open Badges 3.0, section "Extending the Standard").
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ACHIEVEMENT_TYPES: Final = (
    "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree", "Award", "Badge",
    "BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification", "CommunityService", "Competency",
    "Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
    "JourneymanCertificate", "LearningProgram", "License", "Membership", "ProfessionalDoctorate",
    "QualityAssuranceCredential", "MasterCertificate", "MasterDegree", "MicroCredential", "ResearchDoctorate",
    "SecondarySchoolDiploma",
)  # fmt: skip
ALIGNMENT_TARGET_TYPES: Final = (
    "ceasn:Competency", "ceterms:Credential", "CFItem", "CFRubric", "CFRubricCriterion", "CFRubricCriterionLevel",
    "CTDL",
)  # fmt: skip
IDENTIFIER_TYPES: Final = (
    "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress", "nationalIdentityNumber",
    "isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId", "ltiContextId", "ltiDeploymentId",
    "ltiToolId", "ltiPlatformId", "ltiUserId", "identifier",
)  # fmt: skip
RESULT_TYPES: Final = (
    "GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore", "Result",
    "RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status",
)  # fmt: skip
RESULT_STATUS_TYPES: Final = ("Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew")
ASSOCIATION_TYPES: Final = (
    "exactMatchOf", "isChildOf", "isParentOf", "isPartOf", "isPeerOf", "isRelatedTo", "precedes", "replacedBy",
)  # fmt: skip

#: Every enumeration under the name that the data model gives it.
ENUMERATIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "AchievementType": ACHIEVEMENT_TYPES,
        "AlignmentTargetType": ALIGNMENT_TARGET_TYPES,
        "IdentifierTypeEnum": IDENTIFIER_TYPES,
        "ResultType": RESULT_TYPES,
        "ResultStatusType": RESULT_STATUS_TYPES,
        "AssociationType": ASSOCIATION_TYPES,
    }
)

#: Terms of documented dialects that are read without ``ext:`` and never written by us: European institutions name
#: themselves by their SCHAC home organisation (docs/adr/0022).
DIALECTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"IdentifierTypeEnum": ("schacHomeOrganization",)})

#: Enumerations that may hold terms of other communities, which begin with ``ext:``.
EXTENSIBLE: Final = frozenset({"AchievementType", "AlignmentTargetType", "IdentifierTypeEnum", "ResultType"})
