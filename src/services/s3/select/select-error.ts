/**
 * S3 Select's own refusals: code and message as the error reference lists them. All are 400. Before the first event they are the answer itself, afterwards an event of
 * the stream; a thread hands them over as code and message.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#SelectObjectContentErrorCodeList
 */
import { ServiceError } from "../../../kit/errors.ts";

const MESSAGES = {
  AmbiguousFieldName:
    "Field name matches to multiple fields in the file. Check the SQL expression and the file, and try again.",
  CastFailed: "Attempt to convert from one data type to another using CAST failed in the SQL expression.",
  CSVEscapingRecordDelimiter:
    "A quoted record delimiter was found in the file. To allow quoted record delimiters, set AllowQuotedRecordDelimiter to 'TRUE'.",
  CSVParsingError: "Encountered an error parsing the CSV file. Check the file and try again.",
  CSVUnescapedQuote:
    "An unescaped quote was found while parsing the CSV file. To allow quoted record delimiters, set AllowQuotedRecordDelimiter to 'TRUE'.",
  DataSourcePathUnsupported: "The data source path in the SQL expression is only supported for JSON.",
  EvaluatorBindingDoesNotExist: "A column name or a path provided does not exist in the SQL expression.",
  EvaluatorInvalidArguments: "There is an incorrect number of arguments in the function call in the SQL expression.",
  EvaluatorInvalidTimestampFormatPattern:
    "The timestamp format pattern requires additional fields in the SQL expression.",
  EvaluatorInvalidTimestampFormatPatternSymbol:
    "The timestamp format pattern contains an invalid symbol in the SQL expression.",
  EvaluatorLikePatternInvalidEscapeSequence:
    "An invalid escape sequence was found in the LIKE clause of the SQL expression.",
  EvaluatorNegativeLimit: "LIMIT must not be negative.",
  EvaluatorUnterminatedTimestampFormatPatternToken:
    "The timestamp format pattern contains an unterminated token in the SQL expression.",
  ExpressionTooLong: "The SQL expression is too long: The maximum byte-length for the SQL expression is 256 KB.",
  ExternalEvalException: "The query cannot be evaluated. Check the file and try again.",
  IllegalSqlFunctionArgument: "Illegal argument was used in the SQL function.",
  IncorrectSqlFunctionArgumentType: "Incorrect type of arguments in function call in the SQL expression.",
  IntegerOverflow: "Int overflow or underflow in the SQL expression.",
  InvalidCast: "Attempt to convert from one data type to another using CAST failed in the SQL expression.",
  InvalidColumnIndex: "The column index in the SQL expression is invalid.",
  InvalidCompressionFormat: "The file is not in a supported compression format. Only GZIP and BZIP2 are supported.",
  InvalidDataSource: "Invalid data source type. Only CSV, JSON, and Parquet are supported.",
  InvalidDataType: "The SQL expression contains an invalid data type.",
  InvalidExpressionType: "The ExpressionType is invalid. Only SQL expressions are supported.",
  InvalidFileHeaderInfo: "The FileHeaderInfo is invalid. Only NONE, USE, and IGNORE are supported.",
  InvalidJsonType: "The JsonType is invalid. Only DOCUMENT and LINES are supported.",
  InvalidKeyPath: "Key path in the SQL expression is invalid.",
  InvalidQuoteFields: "The QuoteFields is invalid. Only ALWAYS and ASNEEDED are supported.",
  InvalidRequestParameter:
    "The value of a parameter in the SelectRequest element is invalid. Check the service API documentation and try again.",
  InvalidScanRange:
    "The value of a parameter in ScanRange element is invalid. Check the service API documentation and try again.",
  InvalidTableAlias: "The SQL expression contains an invalid table alias.",
  InvalidTextEncoding: "Invalid encoding type. Only UTF-8 encoding is supported.",
  JSONParsingError: "Encountered an error parsing the JSON file. Check the file and try again.",
  LexerInvalidChar: "The SQL expression contains an invalid character.",
  LexerInvalidIONLiteral: "The SQL expression contains an invalid ION literal.",
  LexerInvalidLiteral: "The SQL expression contains an invalid literal.",
  LikeInvalidInputs: "Invalid argument given to the LIKE clause in the SQL expression.",
  MissingHeaders: "Some headers in the query are missing from the file. Check the file and try again.",
  MissingRequiredParameter:
    "The SelectRequest entity is missing a required parameter. Check the service documentation and try again.",
  MultipleDataSourcesUnsupported: "Multiple data sources are not supported.",
  ObjectSerializationConflict:
    "InputSerialization specifies more than one format (CSV, JSON, or Parquet), or OutputSerialization specifies more than one format (CSV or JSON). InputSerialization and OutputSerialization can only specify one format each.",
  OverMaxColumn: "The number of columns in the result is greater than the maximum allowable number of columns.",
  OverMaxParquetBlockSize: "The Parquet file is above the max row group size.",
  OverMaxRecordSize: "The character number in one record is more than our max threshold, maxCharsPerRecord: 1,048,576",
  ParquetParsingError: "Encountered an error parsing the Parquet file. Check the file and try again.",
  ParquetUnsupportedCompressionCodec: "The specified Parquet compression codec is not supported.",
  ParseAsteriskIsNotAloneInSelectList:
    "Other expressions are not allowed in the SELECT list when * is used without dot notation in the SQL expression.",
  ParseCastArity: "The SQL expression CAST has incorrect arity.",
  ParseEmptySelect: "The SQL expression contains an empty SELECT clause.",
  ParseExpected2TokenTypes: "Did not find the expected token in the SQL expression.",
  ParseExpectedArgumentDelimiter: "Did not find the expected argument delimiter in the SQL expression.",
  ParseExpectedDatePart: "Did not find the expected date part in the SQL expression.",
  ParseExpectedExpression: "Did not find the expected SQL expression.",
  ParseExpectedIdentForAlias: "Did not find the expected identifier for the alias in the SQL expression.",
  ParseExpectedKeyword: "Did not find the expected keyword in the SQL expression.",
  ParseExpectedLeftParenAfterCast: "Did not find the expected left parenthesis in the SQL expression.",
  ParseExpectedLeftParenBuiltinFunctionCall: "Did not find the expected left parenthesis in the SQL expression.",
  ParseExpectedNumber: "Did not find the expected number in the SQL expression.",
  ParseExpectedRightParenBuiltinFunctionCall:
    "Did not find the expected right parenthesis character in the SQL expression.",
  ParseExpectedTokenType: "Did not find the expected token in the SQL expression.",
  ParseExpectedTypeName: "Did not find the expected type name in the SQL expression.",
  ParseExpectedWhenClause: "Did not find the expected WHEN clause in the SQL expression.",
  ParseInvalidContextForWildcardInSelectList: "Invalid use of * in the SELECT list in the SQL expression.",
  ParseInvalidTypeParam: "The SQL expression contains an invalid parameter value.",
  ParseMalformedJoin: "JOIN is not supported in the SQL expression.",
  ParseNonUnaryAgregateFunctionCall: "Only one argument is supported for aggregate functions in the SQL expression.",
  ParseSelectMissingFrom: "The SQL expression is missing a FROM clause.",
  ParseUnexpectedKeyword: "The SQL expression contains an unexpected keyword.",
  ParseUnexpectedOperator: "The SQL expression contains an unexpected operator.",
  ParseUnexpectedTerm: "The SQL expression contains an unexpected term.",
  ParseUnexpectedToken: "The SQL expression contains an unexpected token.",
  ParseUnknownOperator: "The SQL expression contains an invalid operator.",
  ParseUnsupportedCallWithStar: "Only COUNT with (*) as a parameter is supported in the SQL expression.",
  ParseUnsupportedSelect: "The SQL expression contains an unsupported use of SELECT.",
  ParseUnsupportedSyntax: "The SQL expression contains unsupported syntax.",
  TruncatedInput:
    "Object decompression failed. Check that the object is properly compressed using the format specified in the request.",
  UnsupportedFunction: "We encountered an unsupported SQL function.",
  UnsupportedParquetType: "The specified Parquet type is not supported.",
  UnsupportedRangeHeader: "Range header is not supported for this operation.",
  UnsupportedScanRangeInput:
    "ScanRange queries are supported on uncompressed CSV without quoted record delimiters, uncompressed JSON in LINES mode, and Parquet.",
  UnsupportedSqlOperation: "We encountered an unsupported SQL operation.",
  UnsupportedSqlStructure: "We encountered an unsupported SQL structure. Check the SQL Reference.",
  UnsupportedSyntax: "We encountered invalid syntax.",
  UnsupportedTypeForQuerying: "Your query contains an unsupported type for comparison.",
  ValueParseFailure: "A timestamp parse failure occurred in the SQL expression.",
} as const;

export type SelectErrorCode = keyof typeof MESSAGES;

/** `detail` takes the place of the general words, where more is known. */
export function selectError(code: SelectErrorCode, detail?: string): ServiceError {
  return new ServiceError({ status: 400, code, message: detail ?? MESSAGES[code] });
}
