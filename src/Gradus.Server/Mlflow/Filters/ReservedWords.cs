using System.Collections.Frozen;

namespace Gradus.Server.Mlflow.Filters;

/// <summary>
/// Words that SQL reserves and that people write where an identifier belongs. MLflow reads filters with a general SQL parser,
/// so that <c>version = 3</c> is no comparison there, while <c>stage = 'x'</c> is one on an unknown attribute.
/// </summary>
internal static class ReservedWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [
            .. "ALIAS ALL ALTER ALWAYS AND ANY ARCHIVE AS ASC AVG BEFORE AFTER BEGIN BETWEEN BOOL BY CACHE CALL".Split(
                ' '
            ),
            .. "CASE CAST CATALOG CHANGE CHECK CLASS COLLATE COLUMN COMMENT COMMIT CONTAINS CONTENTS COPY COUNT".Split(
                ' '
            ),
            .. "CREATE CROSS CURRENT CURSOR DATA DATABASE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DO DOMAIN".Split(
                ' '
            ),
            .. "DOUBLE DROP ELSE ENABLE ENCODING END ENGINE ESCAPE EVENTS EXCEPT EXECUTE EXISTS EXPLAIN EXTERNAL".Split(
                ' '
            ),
            .. "FALSE FETCH FILE FINAL FIRST FOR FOREIGN FROM FULL FUNCTION GENERAL GET GLOBAL GO GRANT GROUP".Split(
                ' '
            ),
            .. "HAVING HOLD HOST IDENTITY IF IGNORE IN INDEX INNER INPUT INSERT INSTANCE INTERSECT INTO IS JOIN".Split(
                ' '
            ),
            .. "JSON KEY LANGUAGE LAST LEFT LENGTH LESS LEVEL LIMIT LINE LINK LOAD LOCAL LOCATION LOCK LOWER MANUAL".Split(
                ' '
            ),
            .. "MAP MATCH MAX MERGE METHOD MIN MINUTE MOD MODE MODULE MONTH MORE MOVE NAMES NEW NEXT NO NONE NORMAL".Split(
                ' '
            ),
            .. "NOT NULL OBJECT OF OFF OFFSET OLD ON ONLY OPEN OPERATION OPTION OPTIONS OR ORDER OUT OUTER OUTPUT".Split(
                ' '
            ),
            .. "OVER OWNER PACKAGE PARAMETER PARAMETERS PARTITION PATH PLAN POINT POSITION PREFIX PRIMARY PRIOR".Split(
                ' '
            ),
            .. "PRIVATE PROFILE PUBLIC RANK RAW READ REF REPLACE RESET RESOURCE RESULT RETURN RIGHT ROLE ROLLBACK".Split(
                ' '
            ),
            .. "ROW ROWS RULE SCALE SCHEMA SCOPE SEARCH SECOND SECTION SECURITY SELECT SELF SEQUENCE SESSION SET".Split(
                ' '
            ),
            .. "SHARED SHOW SIMPLE SIZE SNAPSHOT SOME SORT SOURCE SPACE SQL START STATEMENT STATIC STATISTICS STOP".Split(
                ' '
            ),
            .. "STORAGE STRING STRUCTURE SUM SWITCH SYSTEM TABLE TEMP TEMPLATE TEMPORARY THEN TIME TO TRACING".Split(
                ' '
            ),
            .. "TRANSACTION TRIGGER TRIM TRUE TRUSTED TYPE UID UNION UNIQUE UNKNOWN UNTIL UPDATE UPPER USAGE USE USER".Split(
                ' '
            ),
            .. "USING UUID VALID VALIDATE VALUES VARIABLE VERBOSE VERSION VIEW WHEN WHERE WHILE WITH WITHOUT WORK".Split(
                ' '
            ),
            .. "WRITE XML YEAR ZONE".Split(' '),
        ]
    );

    public static bool Contains(ReadOnlySpan<char> word) =>
        Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
