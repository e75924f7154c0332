using Gradus.Artifacts.Signatures;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Signatures;

public sealed class MlModelSignatureTests
{
    [Fact]
    public void Columns_are_read_as_mlflow_writes_them()
    {
        const string Yaml = """
            artifact_path: model
            flavors:
              python_function:
                env:
                  conda: conda.yaml
                  virtualenv: python_env.yaml
                loader_module: mlflow.sklearn
                model_path: model.pkl
                predict_fn: predict
                python_version: 3.11.9
              sklearn:
                code: null
                pickled_model: model.pkl
                serialization_format: cloudpickle
                sklearn_version: 1.5.2
            mlflow_version: 2.17.2
            model_size_bytes: 1234
            model_uuid: 4a1b0c4f9a3b4e0f8f7b2b1a9a0c1d2e
            run_id: 0123456789abcdef0123456789abcdef
            signature:
              inputs: '[{"type": "double", "name": "mean radius", "required": true}, {"type": "long",
                "name": "count", "required": true}, {"type": "string", "name": "ward", "required":
                false}]'
              outputs: '[{"type": "integer", "required": true}]'
              params: null
            utc_time_created: '2024-11-25 10:00:00.000000'
            """;

        Read(Yaml)
            .ShouldBe(
                new Signature(
                    [Column("mean radius", "float64"), Column("count", "int64"), Column("ward", "optional<string>")],
                    [Column("", "int32")]
                )
            );
    }

    [Fact]
    public void Tensors_are_read_as_mlflow_writes_them()
    {
        const string Yaml = """
            signature:
              inputs: '[{"name": "features", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 30]}}]'
              outputs: '[{"name": "label", "type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}, {"name":
                "word", "type": "tensor", "tensor-spec": {"dtype": "<U12", "shape": []}}]'
              params: null
            """;

        Read(Yaml)
            .ShouldBe(
                new Signature(
                    [new SignatureField("features", "float32", [null, 30])],
                    [new SignatureField("label", "int64", [null]), Column("word", "string")]
                )
            );
    }

    [Fact]
    public void The_single_unnamed_tensor_has_no_name()
    {
        var signature = Read(
            """
            signature:
              inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1, 28, 28]}}]'
              outputs: null
            """
        );

        signature.ShouldBe(new Signature([new SignatureField("", "uint8", [null, 28, 28])], []));
    }

    [Fact]
    public void Several_unnamed_columns_are_named_by_their_position() =>
        Read("""signature: {inputs: '[{"type": "float"}, {"type": "boolean"}]'}""")!
            .Inputs.ShouldBe([Column("0", "float32"), Column("1", "bool")]);

    [Theory]
    [InlineData("""{"type": "array", "items": {"type": "string"}}""", "array<string>")]
    [InlineData("""{"type": "array", "items": {"type": "array", "items": {"type": "long"}}}""", "array<array<int64>>")]
    [InlineData("""{"type": "map", "values": {"type": "double"}}""", "map<string,float64>")]
    [InlineData(
        """
            {"type": "object", "properties": {"role": {"type": "string"}, "age": {"type": "integer", "required": false}}}
            """,
        "object<age:optional<int32>,role:string>"
    )]
    [InlineData("""{"type": "datetime"}""", "datetime")]
    [InlineData("""{"type": "binary", "required": false}""", "optional<binary>")]
    [InlineData("""{"type": "any"}""", "any")]
    public void Column_types_are_told_in_words(string column, string type) =>
        Read($"signature:\n  inputs: '[{column.Trim()}]'")!.Inputs.ShouldBe([Column("", type)]);

    [Theory]
    [InlineData("signature:\n  inputs: |\n    [{\"type\": \"long\", \"name\": \"x\"}]")]
    [InlineData("signature:\n  inputs: >-\n    [{\"type\": \"long\",\n    \"name\": \"x\"}]")]
    [InlineData("signature:\n  inputs: \"[{\\\"type\\\": \\\"long\\\", \\\"name\\\": \\\"x\\\"}]\"")]
    [InlineData("---\nflavors: {}\n? signature\n: {inputs: '[{\"type\": \"long\", \"name\": \"x\"}]'}\n...")]
    [InlineData("\uFEFFsignature: {inputs: '[{\"type\": \"long\", \"name\": \"x\"}]'}\r\n")]
    [InlineData("? [a, {b: c}]\n: [d]\nsignature: {inputs: '[{\"type\": \"long\", \"name\": \"x\"}]'}")]
    public void The_text_may_be_written_in_any_way_yaml_knows(string yaml) =>
        Read(yaml).ShouldBe(new Signature([Column("x", "int64")], []));

    [Theory]
    [InlineData("flavors: {}")]
    [InlineData("signature: null")]
    [InlineData("signature:")]
    [InlineData("signature: {}")]
    [InlineData("signature: {params: '[]'}")]
    [InlineData("signature: {inputs: null, outputs: ~}")]
    [InlineData("metadata: {signature: {inputs: '[]'}}")]
    [InlineData("{}")]
    public void A_file_without_a_signature_tells_none(string yaml) => Read(yaml).ShouldBeNull();

    [Theory]
    [InlineData("", "The signature in the MLmodel file is not readable: the file is not a YAML mapping.")]
    [InlineData("- a\n- b", "The signature in the MLmodel file is not readable: the file is not a YAML mapping.")]
    [InlineData("a: 1\nb: [\n", "The MLmodel file is not readable YAML (line 3).")]
    [InlineData("a: 1\nb: {c: d\ne: \"", "The MLmodel file is not readable YAML.")]
    [InlineData("a: !<http://[> b", "The MLmodel file is not readable YAML.")]
    [InlineData("\0: b", "a key in the file has no value")]
    [InlineData("signature: {inputs: [1]}", "its schema is not given as text")]
    [InlineData("x: &x '[]'\nsignature: {inputs: *x}", "its schema is not given as text")]
    [InlineData("signature: {inputs: '{'}", "its schema is not well-formed JSON")]
    [InlineData("signature: {inputs: '{}'}", "a schema in it is not a list")]
    [InlineData("signature: {inputs: '[1]'}", "a field in it is not a mapping")]
    [InlineData("signature: {inputs: '[{}]'}", "a field in it has no 'type'")]
    [InlineData("signature: {inputs: '[{\"type\": 3}]'}", "a 'type' in it is not text")]
    [InlineData("signature: {inputs: '[{\"type\": \"long\", \"name\": []}]'}", "a 'name' in it is not text")]
    [InlineData("signature: {inputs: '[{\"type\": \"tensor\"}]'}", "a field in it has no 'tensor-spec'")]
    [InlineData("signature: {inputs: '[{\"type\": \"array\"}]'}", "a field in it has no 'items'")]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"object\", \"properties\": []}]'}",
        "an object's properties in it are not a mapping"
    )]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int8\", \"shape\": 3}}]'}",
        "a shape in it is not a list"
    )]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int8\", \"shape\": [1.5]}}]'}",
        "a dimension in it is not an integer"
    )]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"int8\", \"shape\": [1e99]}}]'}",
        "a dimension in it is not an integer"
    )]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"long\", \"name\": \"a\\u0000\"}]'}",
        "a name or type in it is not text"
    )]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"long\", \"name\": \"\\ud800\"}]'}",
        "a name or type in it is not text"
    )]
    [InlineData(
        "signature: {inputs: '[{\"type\": \"object\", \"properties\": {\"\\ud800\": {\"type\": \"long\"}}}]'}",
        "a name or type in it is not text"
    )]
    public void What_cannot_be_read_is_refused_in_one_sentence(string yaml, string sentence)
    {
        var error = MlModelSignature.Read(yaml).Error!;

        error.Code.ShouldBe(ErrorCode.Invalid);
        error.Message.ShouldBe(
            sentence.StartsWith("The", StringComparison.Ordinal)
                ? sentence
                : $"The signature in the MLmodel file is not readable: {sentence}."
        );
    }

    private static SignatureField Column(string name, string type) => new(name, type, []);

    private static Signature? Read(string yaml) => MlModelSignature.Read(yaml).Value;
}
