namespace Gradus.Protocol.Identities;

/// <summary>Creates a user.</summary>
/// <param name="Name">1–64 ASCII letters, digits, '.', '_', '-', '@' and '+'.</param>
/// <param name="Kind">person or service.</param>
/// <param name="Description">Who or what it is.</param>
public sealed record CreateUserDto(string Name, string Kind = "person", string? Description = null);

/// <summary>A person or a service account. Times are Unix milliseconds.</summary>
/// <param name="Kind">person or service.</param>
/// <param name="DisabledAt">Since when it is shut out; absent while it is not.</param>
/// <param name="Groups">The groups it belongs to, by name.</param>
public sealed record UserDto(
    string Name,
    string Kind,
    string Description,
    string CreatedBy,
    long CreatedAt,
    long? DisabledAt,
    IReadOnlyList<string> Groups
);

/// <summary>A stretch of users by name; <paramref name="NextPageToken"/> is absent at the end.</summary>
public sealed record UserPageDto(IReadOnlyList<UserDto> Users, string? NextPageToken);

/// <summary>Creates a group.</summary>
/// <param name="Name">As a user's.</param>
/// <param name="Description">What it is for.</param>
public sealed record CreateGroupDto(string Name, string? Description = null);

/// <summary>A group of users. Time is Unix milliseconds; 0 for the group that every registry begins with.</summary>
/// <param name="Members">The names of the users in it, by name.</param>
public sealed record GroupDto(
    string Name,
    string Description,
    string CreatedBy,
    long CreatedAt,
    IReadOnlyList<string> Members
);

/// <summary>A stretch of groups by name; <paramref name="NextPageToken"/> is absent at the end.</summary>
public sealed record GroupPageDto(IReadOnlyList<GroupDto> Groups, string? NextPageToken);
