// SPDX-License-Identifier: Apache-2.0
// Instagram at both of its doors, and the Page that leads to it at one of them.
#include "tests/fakes/demo/graph_tables.h"

namespace photoferry::demo {

const char kInstagramTableText[] = R"table(
node Page
  fields about:string access_token:string ad_campaign:AdSet affiliation:string app_id:string
  fields artists_we_like:string attire:string
  fields available_promo_offer_ids:list<map<string,_list<map<string,_string>>>> awards:string
  fields band_interests:string band_members:string best_page:Page bio:string birthday:string
  fields booking_agent:string breaking_news_usage:Object built:string business:Object
  fields can_checkin:bool can_post:bool category:string category_list:list<PageCategory>
  fields checkins:uint company_overview:string connected_instagram_account:IGUser
  fields connected_page_backed_instagram_account:IGUser contact_address:MailingAddress
  fields copyright_attribution_insights:CopyrightAttributionInsights
  fields copyright_whitelisted_ig_partners:list<string> country_page_likes:uint cover:CoverPhoto
  fields culinary_team:string current_location:string delivery_and_pickup_option_info:list<string>
  fields description:string description_html:string
  fields differently_open_offerings:list<map<string,_bool>> directed_by:string
  fields display_subtext:string displayed_message_response_time:string
  fields does_viewer_have_page_permission_link_ig:bool emails:list<string> engagement:Engagement
  fields fan_count:uint featured_video:Video features:string followers_count:uint
  fields food_styles:list<string> founded:string general_info:string general_manager:string
  fields genre:string global_brand_page_name:string global_brand_root_id:string has_added_app:bool
  fields has_lead_access:HasLeadAccess has_transitioned_to_new_page_experience:bool
  fields has_whatsapp_business_number:bool has_whatsapp_number:bool hometown:string
  fields hours:map<string,_string> id:string impressum:string influences:string
  fields instagram_business_account:IGUser is_always_open:bool is_calling_eligible:bool
  fields is_chain:bool is_community_page:bool is_eligible_for_branded_content:bool
  fields is_eligible_for_disable_connect_ig_btn_for_non_page_admin_am_web:bool
  fields is_messenger_bot_get_started_enabled:bool is_messenger_platform_bot:bool is_owned:bool
  fields is_permanently_closed:bool is_published:bool is_unclaimed:bool is_verified:bool
  fields is_webhooks_subscribed:bool keywords:Object leadgen_tos_acceptance_time:datetime
  fields leadgen_tos_accepted:bool leadgen_tos_accepting_user:User link:string location:Location
  fields members:string merchant_id:string merchant_review_status:string
  fields messaging_feature_status:MessagingFeatureStatus
  fields messenger_ads_default_icebreakers:list<string>
  fields messenger_ads_default_quick_replies:list<string> messenger_ads_quick_replies_type:string
  fields mini_shop_storefront:Shop mission:string mpg:string name:string
  fields name_with_location_descriptor:string network:string new_like_count:uint offer_eligible:bool
  fields overall_star_rating:float owner_business:Business page_token:string parent_page:Page
  fields parking:PageParking payment_options:PagePaymentOptions personal_info:string
  fields personal_interests:string pharma_safety_info:string phone:string
  fields pickup_options:list<string> place_type:string plot_outline:string
  fields preferred_audience:Targeting press_contact:string price_range:string
  fields priority_hours:list<map<string,_string>> privacy_info_url:string produced_by:string
  fields products:string promotion_eligible:bool promotion_ineligible_reason:string
  fields public_transit:string rating_count:uint recipient:string record_label:string
  fields release_date:string restaurant_services:PageRestaurantServices
  fields restaurant_specialties:PageRestaurantSpecialties schedule:string screenplay_by:string
  fields season:string single_line_address:string starring:string start_info:PageStartInfo
  fields store_code:string store_location_descriptor:string store_number:uint studio:string
  fields supports_donate_button_in_live_video:bool talking_about_count:uint temporary_status:string
  fields unread_message_count:uint unread_notif_count:uint unseen_message_count:uint
  fields user_access_expire_time:datetime username:string verification_status:string
  fields voip_info:VoipInfo website:string were_here_count:uint whatsapp_number:string
  fields written_by:string
  extra_fields tasks:list<string>
  edges ab_tests:PagePostExperiment ads_eligibility:AdsEligibility ads_posts:PagePost
  edges agencies:Business albums:Album ar_experience:ArAdsDataContainer assigned_users:AssignedUser
  edges blocked:Profile businessprojects:BusinessProject call_to_actions:PageCallToAction
  edges canvas_elements:CanvasBodyElement canvases:Canvas chat_plugin:ChatPlugin
  edges commerce_merchant_settings:CommerceMerchantSettings commerce_orders:CommerceOrder
  edges commerce_payouts:CommercePayout commerce_transactions:CommerceOrderTransactionDetail
  edges conversations:UnifiedThread crosspost_whitelisted_pages:Page
  edges ctx_optimization_eligibility:CTXOptimizationEligibility
  edges custom_labels:PageUserMessageThreadLabel custom_user_settings:CustomUserSettings
  edges dataset:Dataset events:Event fantasy_games:FantasyGame feed:PagePost
  edges global_brand_children:Page image_copyrights:ImageCopyright indexed_videos:Video
  edges insights:InsightsResult instagram_accounts:IGUser leadgen_forms:LeadgenForm likes:Page
  edges live_videos:LiveVideo locations:Page media_fingerprints:MediaFingerprint
  edges message_templates:MessengerBusinessTemplate messaging_feature_review:MessagingFeatureReview
  edges messenger_call_permissions:MessengerCallPermissions
  edges messenger_call_settings:MessengerCallSettings
  edges messenger_lead_forms:MessengerAdsPartialAutomatedStepList messenger_profile:MessengerProfile
  edges notification_message_tokens:UserPageOneTimeOptInTokenSettings
  edges page_backed_instagram_accounts:IGUser personas:Persona photos:Photo
  edges picture:ProfilePictureSource posts:PagePost product_catalogs:ProductCatalog
  edges published_posts:PagePost ratings:Recommendation roles:User rtb_dynamic_posts:RTBDynamicPost
  edges scheduled_posts:PagePost secondary_receivers:Application settings:PageSettings
  edges shop_setup_status:CommerceMerchantSettingsSetupStatus space_participants:Page
  edges store_locations:StoreLocation stories:Stories subscribed_apps:Application tabs:Tab
  edges tagged:PagePost thread_owner:PageThreadOwner threads:UnifiedThread
  edges video_copyright_rules:VideoCopyrightRule video_lists:VideoList video_reels:Video
  edges videos:Video visitor_posts:PagePost welcome_message_flows:CTXPartnerAppWelcomeMessageFlow
  params ads_eligibility.ads_account_id=string ads_posts.exclude_dynamic_ads=bool
  params ads_posts.include_inline_create=bool ads_posts.since=datetime ads_posts.until=datetime
  params assigned_users.business=string! blocked.uid=int blocked.user=int
  params businessprojects.business=string canvases.is_hidden=bool canvases.is_published=bool
  params commerce_orders.filters=list<pagecommerce_orders_filters_enum_param>
  params commerce_orders.state=list<pagecommerce_orders_state_enum_param>
  params commerce_orders.updated_after=datetime commerce_orders.updated_before=datetime
  params commerce_payouts.end_time=datetime commerce_payouts.start_time=datetime
  params commerce_transactions.end_time=datetime commerce_transactions.payout_reference_id=string
  params commerce_transactions.start_time=datetime conversations.folder=string
  params conversations.platform=pageconversations_platform_enum_param
  params conversations.tags=list<string> conversations.user_id=string
  params custom_user_settings.psid=string!
  params events.event_state_filter=list<pageevents_event_state_filter_enum_param>
  params events.include_canceled=bool events.time_filter=pageevents_time_filter_enum_param
  params events.type=pageevents_type_enum_param feed.include_hidden=bool feed.limit=uint
  params feed.show_expired=bool feed.with=pagefeed_with_enum_param insights.breakdown=list<Object>
  params insights.date_preset=pageinsights_date_preset_enum_param insights.metric=list<Object>
  params insights.period=pageinsights_period_enum_param insights.show_description_from_api_doc=bool
  params insights.since=datetime insights.until=datetime likes.target_id=string
  params live_videos.broadcast_status=list<pagelive_videos_broadcast_status_enum_param>
  params live_videos.source=pagelive_videos_source_enum_param
  params media_fingerprints.universal_content_id=string
  params message_templates.category=list<pagemessage_templates_category_enum_param>
  params message_templates.content=string message_templates.language=list<string>
  params message_templates.name=string message_templates.name_or_content=string
  params message_templates.status=list<pagemessage_templates_status_enum_param>
  params messenger_call_permissions.psid=string!
  params messenger_profile.platform=pagemessenger_profile_platform_enum_param
  params notification_message_tokens.custom_audience_ids=list<string>
  params notification_message_tokens.do_not_return_duplicates=bool photos.biz_tag_id=uint
  params photos.business_id=string photos.type=pagephotos_type_enum_param picture.height=int
  params picture.redirect=bool picture.type=pagepicture_type_enum_param picture.width=int
  params posts.include_hidden=bool posts.limit=uint posts.q=string posts.show_expired=bool
  params posts.with=pageposts_with_enum_param published_posts.include_hidden=bool
  params published_posts.limit=uint published_posts.show_expired=bool
  params published_posts.with=pagepublished_posts_with_enum_param roles.include_deactivated=bool
  params roles.uid=int secondary_receivers.platform=pagesecondary_receivers_platform_enum_param
  params stories.since=datetime stories.status=list<pagestories_status_enum_param>
  params stories.until=datetime tabs.tab=list<string> thread_owner.recipient=string!
  params threads.folder=string threads.platform=pagethreads_platform_enum_param
  params threads.tags=list<string> threads.user_id=string
  params video_copyright_rules.selected_rule_id=string
  params video_copyright_rules.source=pagevideo_copyright_rules_source_enum_param
  params video_reels.since=datetime video_reels.until=datetime
  params videos.type=pagevideos_type_enum_param visitor_posts.include_hidden=bool
  params visitor_posts.limit=uint visitor_posts.show_expired=bool
  params visitor_posts.with=pagevisitor_posts_with_enum_param welcome_message_flows.app_id=string
  params welcome_message_flows.flow_id=string
  default access_token category category_list name id tasks
node IGUser
  fields biography:string business_discovery:IGUser followers_count:int follows_count:int
  fields has_profile_pic:bool id:string ig_id:int is_published:bool legacy_instagram_user_id:string
  fields media_count:int mentioned_comment:IGComment mentioned_media:IGMedia name:string
  fields owner_business:Business profile_picture_url:string shopping_product_tag_eligibility:bool
  fields shopping_review_status:string username:string website:string
  edges agencies:Business authorized_adaccounts:AdAccount available_catalogs:UserAvailableCatalogs
  edges branded_content_ad_permissions:IGBCAdsPermission
  edges branded_content_advertisable_medias:BrandedContentShadowIGMediaID
  edges branded_content_tag_approval:BrandedContentShadowIGUserID
  edges catalog_product_search:ShadowIGUserCatalogProductSearch
  edges collaboration_invites:ShadowIGUserCollaborationInvites
  edges collaborative_media:ShadowIGUserCollaborativeMedia connected_threads_user:ThreadsUser
  edges content_publishing_limit:ContentPublishingLimitResponse
  edges creator_marketplace_creators:IGUserExportForCAM dataset:Dataset
  edges insights:InstagramInsightsResult instagram_backed_threads_user:ThreadsUser
  edges live_media:IGMedia media:IGMedia
  edges notification_message_tokens:UserPageOneTimeOptInTokenSettings
  edges product_appeal:IGShoppingProductAppeal recently_searched_hashtags:ShadowIGHashtag
  edges scheduled_media:ShadowIGScheduledMedia stories:IGMedia tags:IGMedia
  edges upcoming_events:IGUpcomingEvent
  edges welcome_message_flows:ShadowIGUserCTXPartnerAppWelcomeMessageFlow
  params authorized_adaccounts.business=string!
  params branded_content_ad_permissions.creator_username=string
  params branded_content_advertisable_medias.ad_code=string
  params branded_content_advertisable_medias.creator_username=string
  params branded_content_advertisable_medias.media_relationship=list<shadowiguserbranded_content_advertisable_medias_media_relationship_enum_param>
  params branded_content_advertisable_medias.only_fetch_allowlisted=bool
  params branded_content_advertisable_medias.only_fetch_recommended_content=bool
  params branded_content_advertisable_medias.permalinks=list<string>
  params branded_content_tag_approval.user_ids=list<uint>! catalog_product_search.catalog_id=string!
  params catalog_product_search.q=string content_publishing_limit.since=datetime
  params creator_marketplace_creators.creator_age_bucket=list<Object>
  params creator_marketplace_creators.creator_countries=list<shadowigusercreator_marketplace_creators_creator_countries_enum_param>
  params creator_marketplace_creators.creator_follower_growth=Object
  params creator_marketplace_creators.creator_gender=list<shadowigusercreator_marketplace_creators_creator_gender_enum_param>
  params creator_marketplace_creators.creator_interests=list<Object>
  params creator_marketplace_creators.creator_latest_post_activity=Object
  params creator_marketplace_creators.creator_max_engaged_accounts=uint
  params creator_marketplace_creators.creator_max_followers=uint
  params creator_marketplace_creators.creator_min_engaged_accounts=uint
  params creator_marketplace_creators.creator_min_followers=uint
  params creator_marketplace_creators.has_public_contact_email=bool
  params creator_marketplace_creators.major_audience_age_bucket=list<Object>
  params creator_marketplace_creators.major_audience_countries=list<shadowigusercreator_marketplace_creators_major_audience_countries_enum_param>
  params creator_marketplace_creators.major_audience_device_type=list<Object>
  params creator_marketplace_creators.major_audience_gender=list<shadowigusercreator_marketplace_creators_major_audience_gender_enum_param>
  params creator_marketplace_creators.query=string
  params creator_marketplace_creators.reels_interaction_rate=Object
  params creator_marketplace_creators.show_onboarded_creators_only=bool
  params creator_marketplace_creators.similar_to_creators=list<string>
  params creator_marketplace_creators.username=string
  params creator_marketplace_creators.usernames=list<string>
  params insights.breakdown=list<shadowiguserinsights_breakdown_enum_param>
  params insights.metric=list<shadowiguserinsights_metric_enum_param>!
  params insights.metric_type=shadowiguserinsights_metric_type_enum_param
  params insights.period=list<shadowiguserinsights_period_enum_param>! insights.since=datetime
  params insights.timeframe=shadowiguserinsights_timeframe_enum_param insights.until=datetime
  params live_media.since=datetime live_media.until=datetime media.since=datetime
  params media.until=datetime product_appeal.product_id=string! welcome_message_flows.app_id=string
  params welcome_message_flows.flow_id=string
  default id
node IGMedia
  fields alt_text:string boost_eligibility_info:IGMediaBoostEligibilityInfo caption:string
  fields comments_count:int copyright_check_information:IGVideoCopyrightCheckMatchesInformation
  fields current_live_viewer_count:int has_poll:bool has_slider:bool id:string ig_id:string
  fields is_comment_enabled:bool is_shared_to_feed:bool legacy_instagram_media_id:string
  fields like_count:int media_product_type:string media_type:string media_url:string owner:IGUser
  fields permalink:string shortcode:string thumbnail_url:string timestamp:datetime username:string
  fields video_title:string view_count:int
  extra_fields reposts_count:int saved_count:int shares_count:int total_comments_count:int
  extra_fields total_like_count:int total_views_count:int media_audio_type:string
  edges boost_ads_list:IGBoostMediaAd branded_content_partner_promote:BrandedContentShadowIGUserID
  edges children:IGMedia collaborators:ShadowIGMediaCollaborators comments:IGComment
  edges insights:InstagramInsightsResult product_tags:ShadowIGMediaProductTags
  params insights.breakdown=list<shadowigmediainsights_breakdown_enum_param>
  params insights.metric=list<shadowigmediainsights_metric_enum_param>!
  params insights.period=list<shadowigmediainsights_period_enum_param>
  default id
node IGUser_IGLogin
  fields account_type:string biography:string followers_count:int follows_count:int id:string
  fields media_count:int name:string profile_picture_url:string user_id:int username:string
  fields website:string
  edges business_messaging_feature_status:BusinessMessagingFeatureStatus
  edges content_publishing_limit:ContentPublishingLimitResponse conversations:UnifiedThread
  edges insights:InsightsResult live_media:IGMedia_IGLogin media:IGMedia_IGLogin
  edges messenger_profile:UserProfile stories:IGMedia_IGLogin subscribed_apps:UserSubscribedAppsData
  edges tags:IGMedia_IGLogin welcome_message_flows:CTXPartnerAppWelcomeMessageFlow
  params business_messaging_feature_status.feature=string! content_publishing_limit.since=datetime
  params conversations.folder=string conversations.platform=userconversations_platform_enum_param
  params conversations.tags=list<string> conversations.user_id=string
  params insights.breakdown=list<userinsights_breakdown_enum_param>
  params insights.metric=list<userinsights_metric_enum_param>!
  params insights.metric_type=userinsights_metric_type_enum_param
  params insights.period=list<userinsights_period_enum_param>! insights.since=datetime
  params insights.timeframe=userinsights_timeframe_enum_param insights.until=datetime
  params media.since=datetime media.until=datetime welcome_message_flows.app_id=string
  params welcome_message_flows.flow_id=string
  default id
node IGMedia_IGLogin
  fields alt_text:string caption:string comments_count:int current_live_viewer_count:int id:string
  fields is_comment_enabled:bool is_shared_to_feed:bool like_count:int media_product_type:string
  fields media_type:string media_url:string owner:IGUser_IGLogin permalink:string shortcode:string
  fields thumbnail_url:string timestamp:datetime username:string
  edges children:IGMedia_IGLogin comments:Comment insights:InsightsResult
  params insights.breakdown=list<mediainsights_breakdown_enum_param>
  params insights.metric=list<mediainsights_metric_enum_param>!
  params insights.period=list<mediainsights_period_enum_param>
  default id
)table";

}  // namespace photoferry::demo
