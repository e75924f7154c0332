namespace Gradus.Server.Mlflow.Filters;

/// <summary>A comparison as it was typed.</summary>
/// <param name="Left">What is compared.</param>
/// <param name="Comparator">How, in capitals.</param>
/// <param name="Right">With what.</param>
internal readonly record struct FilterClause(FilterToken Left, string Comparator, FilterToken Right);
