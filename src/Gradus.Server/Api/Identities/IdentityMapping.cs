using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Search;
using Gradus.Protocol.Identities;

namespace Gradus.Server.Api.Identities;

/// <summary>Users, groups and tokens on the wire.</summary>
internal static class IdentityMapping
{
    public const int MaxDescription = 1_000;

    public static Result<IdentityKind?> ParseKind(string? word) =>
        word switch
        {
            null => (IdentityKind?)null,
            "person" => IdentityKind.Person,
            "service" => IdentityKind.Service,
            _ => Error.Invalid("'kind' must be person or service.", "kind"),
        };

    public static UserDto ToDto(User user) =>
        new(
            Name: user.Name,
            Kind: user.Kind == IdentityKind.Person ? "person" : "service",
            Description: user.Description,
            CreatedBy: user.CreatedBy,
            CreatedAt: user.CreatedAt.ToUnixTimeMilliseconds(),
            DisabledAt: user.DisabledAt?.ToUnixTimeMilliseconds(),
            Groups: user.Groups
        );

    public static GroupDto ToDto(Group group) =>
        new(
            Name: group.Name,
            Description: group.Description,
            CreatedBy: group.CreatedBy,
            CreatedAt: group.CreatedAt.ToUnixTimeMilliseconds(),
            Members: group.Members
        );

    public static TokenDto ToDto(Token token) =>
        new(
            Id: token.Id,
            User: token.User,
            Description: token.Description,
            Actions: token.Scope.Actions,
            Models: token.Scope.Models,
            CreatedBy: token.CreatedBy,
            CreatedAt: token.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt: token.ExpiresAt?.ToUnixTimeMilliseconds(),
            RevokedAt: token.RevokedAt?.ToUnixTimeMilliseconds(),
            LastUsedAt: token.LastUsedAt?.ToUnixTimeMilliseconds()
        );

    public static UserPageDto ToDto(Page<User> page) => new([.. page.Items.Select(ToDto)], page.Next);

    public static GroupPageDto ToDto(Page<Group> page) => new([.. page.Items.Select(ToDto)], page.Next);

    public static TokenPageDto ToDto(Page<Token> page) => new([.. page.Items.Select(ToDto)], page.Next);
}
