using Quartz;

namespace Gradus.Server.Scheduling;

/// <summary>
/// The clock of promotions. On PostgreSQL, which servers share, the schedule is kept there and each job is done by one of
/// them. On SQLite there is one server, and the schedule is made anew from the promotions' rows when it starts.
/// </summary>
internal static class Scheduling
{
    private const string Name = "gradus";
    private const int Threads = 4;

    /// <summary>Registers the scheduler.</summary>
    /// <param name="services">The services.</param>
    /// <param name="database">Npgsql's keywords; null on SQLite.</param>
    /// <param name="time">The clock.</param>
    public static IServiceCollection AddScheduling(
        this IServiceCollection services,
        string? database,
        TimeProvider time
    )
    {
        services.AddSingleton<PromotionSchedule>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = Name;
                options.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(Threads);
            quartz.UseTimeProvider(time);
            if (database is null)
            {
                quartz.UseInMemoryStore(_ => { });
            }
            else
            {
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(database);
                    store.UseClustering(_ => { });
                    store.ProvisionSchema();
                });
            }

            quartz.AddJob<WakeJob>(job => job.WithIdentity(WakeJob.Key).StoreDurably());
            quartz.AddJob<RoundJob>(job => job.WithIdentity(RoundJob.Key).StoreDurably());
            quartz.AddTrigger(trigger =>
                trigger
                    .WithIdentity("round")
                    .ForJob(RoundJob.Key)
                    .StartNow()
                    .WithSimpleSchedule(schedule => schedule.WithInterval(RoundJob.Interval).RepeatForever())
            );
        });
        return services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
